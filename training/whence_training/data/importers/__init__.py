"""Lists of photos that the field uses, and a photographer's own folders, as manifests.

A reader per kind (`kinds.KINDS`) yields `Record`s -> `intake.manifest_of` drops what cannot be used and counts it, cuts
albums, and puts whole photographers on a side.
"""
