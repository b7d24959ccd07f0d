def wrong(cursor, words, Patient, table):
    # ruleid: no-formatted-sql
    cursor.execute(f"SELECT * FROM patients_patient WHERE name = '{words}'")
    # ruleid: no-formatted-sql
    cursor.execute("SELECT * FROM patients_patient WHERE name = '%s'" % words)
    # ruleid: no-formatted-sql
    cursor.execute("SELECT * FROM " + table)
    # ruleid: no-formatted-sql
    cursor.execute("SELECT * FROM {}".format(table))
    # ruleid: no-formatted-sql
    cursor.executescript(f"DROP TABLE {table}")
    # ruleid: no-formatted-sql
    Patient.objects.raw(f"SELECT * FROM patients_patient ORDER BY {words}")
    # ruleid: no-formatted-sql
    RawSQL("name = '" + words + "'", [])
    # ruleid: no-extra-sql
    Patient.objects.extra(where=["name = 'x'"])
    # ruleid: no-extra-sql
    Patient.objects.filter(clinic=1).extra(where=[words])


def right(cursor, words, Patient):
    # ok: no-formatted-sql
    cursor.execute("SELECT * FROM patients_patient WHERE name = %s", [words])
    # ok: no-formatted-sql
    cursor.execute("BEGIN DEFERRED")
    # ok: no-formatted-sql
    Patient.objects.raw("SELECT * FROM patients_patient WHERE name = %s", [words])
    # ok: no-extra-sql
    Patient.objects.filter(name=words)
