"""From what was accepted to what stands in the files, and back.

`decide` notes what a person or a threshold said. `apply` and `geotag` write it: `placements` says what may be written,
`jobs` which files that means, `batch` stages, verifies, journals and replaces them in groups. `undo` goes the same way
backwards, `recover` settles at each start what a killed process left. All of them yield one `WriteRow` per file.
"""
