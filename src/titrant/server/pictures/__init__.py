"""Pictures of rows: asked for by a page, drawn once by the worker, made again at any time."""
