"""Whence's engine: from a folder of photos to places that a person can accept.

The way through, in the order of the rooms::

    scan        finds files and, through files.read, makes Photos of them
    albums      groups Photos by capture time
    inference   image network -> embeddings and cell probabilities; album network over an album
    cues        each kind of evidence turns an album into one Belief per photo
    locate      fuses the Beliefs along the album into ranked, calibrated Candidates
    accept      a Decision is written into the file, verified and journalled; undo gives the old bytes back

`pipeline` runs the first five as one generator of events. Nothing here knows Qt or PyTorch, and nothing
happens at import. Import a name from the module that owns it; packages re-export nothing.
"""

__version__ = "0.1.0"
