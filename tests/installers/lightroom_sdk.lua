-- As much of Lightroom Classic's SDK as the plug-in calls, and a person who answers its dialogs.
--
--   lua lightroom_sdk.lua FOLDER SCENARIO
--
-- FOLDER is the plug-in; SCENARIO a Lua file that returns `photos` (tables of `path` and perhaps `gps`), `program`,
-- `temporary`, `german`, and `answers`, one a dialog: `ended`, and `choices` by file name. What happens is printed.

local folder, scenario = arg[1], dofile(arg[2])
package.path = folder .. "/?.lua"
WIN_ENV, MAC_ENV = false, true

local function say(...)
  print(table.concat({ ... }, "\t"))
end

-- `LOC` reads the English text out of its own argument, or the German one out of the file beside the plug-in.
local german = {}
for line in io.lines(folder .. "/TranslatedStrings_de.txt") do
  local key, text = line:match('^"(%$%$%$/[%w/]+)=(.*)"$')
  german[assert(key, "a line that Lightroom cannot read: " .. line)] = text
end
function LOC(zstring, ...)
  local key, text = zstring:match("^(%$%$%$/[%w/]+)=(.*)$")
  assert(german[key], "no German for " .. zstring)
  text = scenario.german and german[key] or text
  local values = { ... }
  return (text:gsub("%^(%d)", function(number)
    return tostring(values[tonumber(number)])
  end))
end

local modules, writing = {}, false

local function photo(one)
  return {
    path = one.path,
    gps = one.gps,
    setRawMetadata = function(self, key, value)
      assert(writing, "Lightroom lets nobody write outside of withWriteAccessDo")
      assert(key == "gps" and type(value.latitude) == "number" and type(value.longitude) == "number")
      say("set", self.path, value.latitude, value.longitude)
    end,
  }
end

local catalog = {
  getTargetPhotos = function()
    local photos = {}
    for number, one in ipairs(scenario.photos) do
      photos[number] = photo(one)
    end
    return photos
  end,
  batchGetRawMetadata = function(_, photos, keys)
    local found = {}
    for _, each in ipairs(photos) do
      found[each] = {}
      for _, key in ipairs(keys) do
        found[each][key] = each[key]
      end
    end
    return found
  end,
  withWriteAccessDo = function(_, name, action, options)
    assert(type(options.timeout) == "number")
    say("begin", name)
    writing = true
    action()
    writing = false
  end,
}

function modules.LrApplication()
  return { activeCatalog = function() return catalog end }
end

function modules.LrBinding()
  return { makePropertyTable = function() return {} end }
end

local function popups(view, found)
  for _, part in ipairs(view) do
    if part.kind == "row" and part[2] and part[2].kind == "popup_menu" then
      found[#found + 1] = { name = part[1].title, menu = part[2] }
    else
      popups(part, found)
    end
  end
  return found
end

local function title_of(menu, value)
  for _, item in ipairs(menu.items) do
    if item.value == value then
      return item.title
    end
  end
  error("a value that is no item of its menu")
end

local dialogs = 0
local function present(spec)
  dialogs = dialogs + 1
  local answer = scenario.answers[dialogs]
  local props = spec.contents.bind_to_object
  say("dialog", spec.title, spec.actionVerb, spec.otherVerb)
  for _, one in ipairs(popups(spec.contents, {})) do
    local key = one.menu.value.key
    say("proposed", one.name, title_of(one.menu, props[key]), #one.menu.items)
    local choice = answer.choices and answer.choices[one.name]
    if choice then
      title_of(one.menu, choice)
      props[key] = choice
    end
  end
  return answer.ended
end

function modules.LrDialogs()
  return {
    attachErrorDialogToFunctionContext = function() end,
    message = function(first, second, style) say("message", style, first, second or "") end,
    presentModalDialog = present,
  }
end

function modules.LrFileUtils()
  return {
    exists = function(path)
      local file = io.open(path)
      return file and file:close() and "file"
    end,
    delete = os.remove,
    chooseUniqueFileName = function(path) return path .. "-1" end,
  }
end

function modules.LrFunctionContext()
  return { postAsyncTaskWithContext = function(_, action) action({}) end }
end

function modules.LrPathUtils()
  return {
    getStandardFilePath = function(which)
      assert(which == "temp")
      return scenario.temporary
    end,
    child = function(parent, name) return parent .. "/" .. name end,
    leafName = function(path) return path:match("[^/]*$") end,
  }
end

function modules.LrPrefs()
  return { prefsForPlugin = function() return { program = scenario.program } end }
end

function modules.LrProgressScope()
  return function(spec)
    say("progress", spec.title)
    return { setIndeterminate = function() end, setCancelable = function() end, done = function() end }
  end
end

function modules.LrTasks()
  return { execute = os.execute }
end

function modules.LrView()
  local factory = { control_spacing = function() return 4 end }
  setmetatable(factory, {
    __index = function(_, kind)
      return function(_, spec)
        spec.kind = kind
        return spec
      end
    end,
  })
  return {
    osFactory = function() return factory end,
    bind = function(key) return { key = key } end,
  }
end

function import(name)
  return assert(modules[name], "this stand-in has no " .. name)()
end

local info = dofile(folder .. "/Info.lua")
local sections = dofile(folder .. "/" .. info.LrPluginInfoProvider).sectionsForTopOfDialog(import("LrView").osFactory())
say("settings", sections[1].title, sections[1].bind_to_object.program)
for _, item in ipairs(info.LrLibraryMenuItems) do
  say("menu", item.title)
  dofile(folder .. "/" .. item.file)
end
