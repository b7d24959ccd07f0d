from django.template import Template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import csrf_exempt, csrf_protect


def wrong(typed):
    # ruleid: no-mark-safe
    mark_safe(typed)
    # ruleid: no-mark-safe
    shown = mark_safe
    # ruleid: no-mark-safe
    SafeString("<b>" + typed)
    # ruleid: no-mark-safe
    Template(typed)


# ruleid: no-csrf-exempt
@csrf_exempt
def wrong_page(request):
    return None


# ruleid: no-csrf-exempt
also_wrong = csrf_exempt(wrong_page)
# ruleid: no-csrf-exempt
wrong_page.csrf_exempt = True


def right(typed) -> SafeString:
    # ok: no-mark-safe
    return format_html("<b>{}</b>", typed)


# ok: no-csrf-exempt
@csrf_protect
def right_page(request):
    return None
