"""A rendered photo library to try things on: nothing in it was ever in front of a camera.

::

    canvas   light, air, ridges, water, grain: what every picture is painted with
    scenes   what can stand before the camera: mountains, skylines, dunes, ...
    trips    who went where and when, with which cameras, and what was lost since
    files    JPEG, PNG, WebP, a DNG, sidecars and damage, as cameras and programs leave them
    make     all of it written into a folder, with the truth in a table beside it
"""
