"""One file per kind of evidence; each turns an album into at most one `Belief` per photo.

A cue that has nothing to say of a photo leaves it out. Cues are found through the entry-point group `whence.cues`,
so that others can add theirs; `cue` holds the interface, `registry` the search.
"""
