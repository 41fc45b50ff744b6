"""Photos as files: bytes in, `Photo`s out; a place in, verified bytes out.

Reading: `decode` gives pixels, `read` gives the facts of the headers, `timestamps` the capture time, `identity` the
hash of the picture data. Writing: `write` makes a copy with the new position and never touches the original,
`verify` reads that copy with code of its own, `atomic` puts it in place, `sidecar` serves what must not be written.
"""
