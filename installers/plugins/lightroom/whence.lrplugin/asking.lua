-- Asks the `whence` command about photos. It reads them and changes nothing.

local LrFileUtils = import "LrFileUtils"
local LrPathUtils = import "LrPathUtils"
local LrPrefs = import "LrPrefs"
local LrTasks = import "LrTasks"

local answers = require "answers"
local command = require "command"
local json = require "json"
local placed = require "program"

local asking = {}

local NOT_FOUND = { [126] = true, [127] = true, [9009] = true } -- what sh and cmd say of a program that is not there
local DONE, SOME_FAILED = 0, 1
local USUAL = {
  "/Applications/Whence.app/Contents/MacOS/whence",
  "/opt/homebrew/bin/whence",
  "/usr/local/bin/whence",
}

-- Returns where the command is likely to lie: a program that was started from the desktop hardly searches anywhere.
function asking.usual_program()
  local installed = placed.installed()
  if installed then
    return installed
  end
  for _, path in ipairs(USUAL) do
    if not WIN_ENV and LrFileUtils.exists(path) then
      return path
    end
  end
  return "whence"
end

local function write(path, content)
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
end

local function run(program, paths)
  local temporary = LrPathUtils.getStandardFilePath("temp")
  local stem = LrFileUtils.chooseUniqueFileName(LrPathUtils.child(temporary, "whence-lightroom"))
  local files = command.files(stem, WIN_ENV)
  local script, start = command.script(program, { "locate", "--json" }, files, WIN_ENV)
  write(files.list, command.list(paths))
  write(files.script, script)
  LrTasks.execute(start)
  local status, out, said = command.outcome(files)
  for _, path in pairs(files) do
    LrFileUtils.delete(path)
  end
  return status, out, said
end

-- Returns the rows of `whence locate --json` by `answers.key` of their path; or nil and a sentence.
function asking.rows(paths)
  local program = LrPrefs.prefsForPlugin().program or asking.usual_program()
  local status, out, said = run(program, paths)
  if NOT_FOUND[status] then
    return nil,
      LOC(
        "$$$/Whence/NotFound=The program ^1 was not found. Say in the Plug-in Manager where the whence command lies.",
        program
      )
  end
  if status ~= DONE and not (status == SOME_FAILED and out ~= "") then
    return nil, LOC("$$$/Whence/Failed=Whence could not do it: ^1", command.last_line(said))
  end
  local rows, fault = answers.read(out, json.decode, WIN_ENV)
  if not rows then
    return nil,
      LOC("$$$/Whence/Strange=Whence answered what this plug-in does not understand (^1). Are both of one version?", fault)
  end
  return rows
end

return asking
