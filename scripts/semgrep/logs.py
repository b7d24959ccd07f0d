import logging
import warnings

log = logging.getLogger(__name__)


def wrong(request, form, patient, message):
    # ruleid: no-identifying-in-logs
    log.info("searched for %s", request.GET.get("q"))
    # ruleid: no-identifying-in-logs
    log.warning("sent %s", request.POST)
    # ruleid: no-identifying-in-logs
    logging.error("cannot read %s", request.body)
    # ruleid: no-identifying-in-logs
    logging.error("cannot read %s", request.body[:20])
    # ruleid: no-identifying-in-logs
    warnings.warn(f"cannot read {patient.phone}")
    # ruleid: no-identifying-in-logs
    log.info(f"opened {request.path}")
    # ruleid: no-identifying-in-logs
    log.info("opened %s", request.get_full_path())
    # ruleid: no-identifying-in-logs
    log.info("form %s", form.cleaned_data["note"])
    # ruleid: no-identifying-in-logs
    log.warning("no weight for %s", patient.name)
    # ruleid: no-identifying-in-logs
    log.warning("no weight for " + patient.called)
    # ruleid: no-identifying-in-logs
    log.warning("not sent to %s", message.address, extra={"id": message.pk})
    # ruleid: no-identifying-in-logs
    log.debug("born %s", patient.born.isoformat())
    who = patient.email
    # ruleid: no-identifying-in-logs
    log.critical("who: %s", who)
    try:
        patient.save()
    except ValueError as error:
        # ruleid: no-identifying-in-logs
        log.warning("refused: %s", error)
        # ruleid: no-identifying-in-logs
        log.warning("refused: %s", str(error))


def right(request, patient, rows):
    # ok: no-identifying-in-logs
    log.info("no weight for %s", patient.pk)
    # ok: no-identifying-in-logs
    log.info("%s rows", len(request.POST))
    try:
        patient.save()
    except ValueError as error:
        # ok: no-identifying-in-logs
        log.warning("refused: %s", type(error).__name__)
    # ok: no-identifying-in-logs
    show(patient.name)
