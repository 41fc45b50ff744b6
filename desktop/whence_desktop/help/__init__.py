"""Help inside the program: the pages (`en`, `de`: Markdown, readable in the repository too), a search, and a window.

A folder of a language holds `README.md`, whose links say which pages there are and in which order, and the pages.
In them bold marks what the window calls something (a menu's entry as **Menu → Entry**), `<kbd>` a key, and code that
begins with `whence` a command; tests hold each of them against the program. `<!-- also: words -->` below a heading are
other words under which the search finds it.
"""
