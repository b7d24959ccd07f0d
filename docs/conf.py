"""How the manual is built. `make docs` runs it with warnings as errors and without a network."""

from titrant import __version__

project = "Titrant"
author = "The Titrant contributors"
copyright = "The Titrant contributors; Apache-2.0"
version = release = __version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True  # a link to nowhere fails the build
smartquotes = False  # what is typed stands as it is typed

myst_enable_extensions = ["colon_fence", "fieldlist"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

html_theme = "furo"
html_title = "Titrant"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1f5a6b",
        "color-brand-content": "#1f5a6b",
        "font-stack": "'Source Sans 3', 'Noto Sans', 'DejaVu Sans', 'Segoe UI', sans-serif",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7fc4d6",
        "color-brand-content": "#7fc4d6",
    },
}

pygments_style = "default"
pygments_dark_style = "native"
