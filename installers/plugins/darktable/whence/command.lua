-- How the `whence` command is started: a script beside its lists and outputs, so that nothing of a path is ever quoted.

local command = {}

-- Returns `text` as one word of a POSIX shell.
function command.posix_word(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- Returns `text` as one word of a batch file; no Windows path can hold a quotation mark.
function command.batch_word(text)
  return '"' .. text:gsub("%%", "%%%%"):gsub('"', "") .. '"'
end

-- The files of one run, all named after `stem`.
function command.files(stem, windows)
  return {
    list = stem .. ".list",
    out = stem .. ".out",
    err = stem .. ".err",
    pid = stem .. ".pid",
    status = stem .. ".status",
    script = stem .. (windows and ".bat" or ".sh"),
  }
end

-- Returns the list that `--paths-from` reads.
function command.list(paths)
  return #paths == 0 and "" or table.concat(paths, "\0") .. "\0"
end

-- Returns the text of the script that runs `program` with `arguments`, and the line that starts the script.
function command.script(program, arguments, files, windows)
  local word = windows and command.batch_word or command.posix_word
  local words = { word(program) }
  for _, argument in ipairs(arguments) do
    words[#words + 1] = word(argument)
  end
  words[#words + 1] = "--paths-from"
  words[#words + 1] = word(files.list)
  local call = table.concat(words, " ")
  if windows then
    local lines = {
      "@echo off",
      "chcp 65001 > nul",
      call .. " > " .. word(files.out) .. " 2> " .. word(files.err),
      "> " .. word(files.status) .. " echo %ERRORLEVEL%",
    }
    -- cmd takes one pair of quotation marks off whatever it is given.
    return table.concat(lines, "\r\n") .. "\r\n", '""' .. files.script .. '""'
  end
  local lines = {
    "exec > " .. word(files.out) .. " 2> " .. word(files.err),
    "echo $$ > " .. word(files.pid),
    "exec " .. call,
  }
  local start = "sh " .. word(files.script) .. "; echo $? > " .. word(files.status)
  return table.concat(lines, "\n") .. "\n", start
end

-- Returns what one of the files of a run holds; "" where it is not there.
function command.read(name)
  local file = io.open(name, "rb")
  if not file then
    return ""
  end
  local content = file:read("*a")
  file:close()
  return content
end

-- Returns the exit status of a run (nil where it left none), what it printed, and what it said.
function command.outcome(files)
  return tonumber(command.read(files.status):match("%d+")), command.read(files.out), command.read(files.err)
end

-- Returns the share of its current stage that a run has done, going by what it said so far; nil where it did not say.
function command.share_done(said)
  local done, total
  for this, all in said:gmatch("(%d+) of (%d+) photos") do
    done, total = tonumber(this), tonumber(all)
  end
  return total and total > 0 and math.min(1, done / total) or nil
end

-- Returns the last line that was said: where a run fails, that is its reason.
function command.last_line(said)
  local last = ""
  for line in said:gmatch("[^\r\n]+") do
    last = line
  end
  return last
end

return command
