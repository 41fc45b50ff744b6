-- Runs the `whence` command beside darktable, one at a time.

local dt = require "darktable"
local here = (...):match("^(.*/)")
local command = require(here .. "command")
local placed = require(here .. "program")

local running = {}

local NAME = "whence"
local WINDOWS = dt.configuration.running_os == "windows"

local current = nil -- the files of the run in progress
local runs = 0

local function write_file(name, content)
  local file = io.open(name, "wb")
  if not file then
    return false
  end
  local written = file:write(content)
  return file:close() and written ~= nil
end

-- Asks the run in progress to end; what it has done is kept.
function running.stop()
  if current then
    local pid = command.read(current.pid):match("%d+")
    if pid then
      os.execute("kill -INT " .. pid)
    end
  end
end

local function show_progress(job, files)
  while current == files and not dt.control.ending do
    local share = command.share_done(command.read(files.err))
    if share then
      pcall(function()
        job.percent = share -- the job may have ended meanwhile
      end)
    end
    dt.control.sleep(500)
  end
end

-- Runs whence on `paths` and waits for it, while darktable goes on. With a `title` a job is shown that can be cancelled.
-- Returns its exit status, what it printed and what it said; status nil where its files could not be written.
function running.run(arguments, paths, title)
  runs = runs + 1
  local unique = tostring({}):gsub("%W", "")
  local stem = ("%s%swhence-%s-%d"):format(dt.configuration.tmp_dir, WINDOWS and "\\" or "/", unique, runs)
  local files = command.files(stem, WINDOWS)
  local program = placed.chosen(dt.preferences.read(NAME, "program", "string"))
  local script, line = command.script(program, arguments, files, WINDOWS)
  if not (write_file(files.list, command.list(paths)) and write_file(files.script, script)) then
    return nil, "", ""
  end
  current = files
  local job = nil
  if title then
    job = dt.gui.create_job(title, true, not WINDOWS and running.stop or nil)
    dt.control.dispatch(show_progress, job, files)
  end
  dt.control.execute(line)
  current = nil
  if job then
    job.valid = false
  end
  local status, out, err = command.outcome(files)
  for _, name in pairs(files) do
    os.remove(name)
  end
  return status, out, err
end

-- Tells whether a run is in progress.
function running.is_busy()
  return current ~= nil
end

return running
