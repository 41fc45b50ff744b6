"""Reports of `locate`: answers in, one file out; the suffix of the file says which kind.

`write` chooses, `table` writes CSV, `geo` GeoJSON, KML and GPX, `page` the HTML page that a person opens.
"""
