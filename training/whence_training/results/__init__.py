"""The reproduction report: `python -m whence_training results TABLE --data DIR`.

A `Request` (data folder, device, seeds) -> one module per table (`albums`, `heads`, `retrieval`, `amount`,
`partitions`), each with `build(request) -> Table` -> `table.put` replaces that table's section of
`training/RESULTS.md`. A `Table` carries the photographers it was fitted on and those it reports on, and refuses to
exist where they meet.
"""
