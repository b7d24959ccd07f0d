"""Makes an installation ready, and fills it or signs its staff in; run in its own environment.

`fill` writes a clinic, its staff, 5,000 people and 60,000 sessions; `sign-in` signs people in anew;
`change` asks for every course to be looked at again where the knowledge has changed.
What a load needs to know is printed as JSON.
"""

import json
import sys


def main(word: str) -> None:
    """Make the tables, do what is asked for, and print what is to be known of it as JSON."""
    from titrant.server.config import starting

    starting.ready()
    starting.bring_up_to_date()

    from titrant.server.audit.installing import check_kind

    check_kind()

    from benchmarks import clinic_filling  # whose imports need all that

    told = {
        "fill": clinic_filling.fill,
        "sign-in": clinic_filling.sign_in,
        "change": clinic_filling.ask_again,
    }
    sys.stdout.write(json.dumps(told[word]()))


if __name__ == "__main__":
    main(sys.argv[1])
