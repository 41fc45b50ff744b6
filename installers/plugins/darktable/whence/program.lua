-- Where the `whence` command lies.

local program = {}

local NAME = "whence" -- searched for as a shell does
local INSTALLED = nil
-- What installs this plug-in puts the full path of the command above; copied by hand, the file stays as it is.

-- Returns the command that the plug-in was installed with; nil where there was none, or where it is no more.
function program.installed()
  local file = INSTALLED and io.open(INSTALLED, "rb")
  if not file then
    return nil
  end
  file:close()
  return INSTALLED
end

-- Returns the command to start: what a person chose, or else the one that came with the plug-in.
function program.chosen(wish)
  if wish and wish ~= "" and wish ~= NAME then
    return wish
  end
  return program.installed() or NAME
end

return program
