"""What the library shows: albums at the left, the photos of one album as a grid, one photo large.

`albums_model` and `photos_model` ask the engine for rows as they are needed; `thumbnails` has small pictures made
beside the window and keeps them on the disk (`pictures` decodes); the views draw them and tell the `Selection` what is
looked at.
"""
