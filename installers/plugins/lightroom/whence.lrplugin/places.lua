-- From the selected photos to positions in Lightroom's catalogue: ask, let a person choose, set. No file is touched;
-- Lightroom writes metadata into files when and where it is told to.

local LrApplication = import "LrApplication"
local LrDialogs = import "LrDialogs"
local LrProgressScope = import "LrProgressScope"

local answers = require "answers"
local asking = require "asking"
local choosing = require "choosing"

local places = {}

local AT_ONCE = 100 -- photos of one dialog
local WAIT_S = 30 -- for others who are writing to the catalogue

-- Returns the photos to ask for as tables of `photo`, `path` and `has_position`, and their paths, each once.
local function selected(catalog)
  local photos = catalog:getTargetPhotos()
  local known = catalog:batchGetRawMetadata(photos, { "path", "gps" })
  local found, paths, seen = {}, {}, {}
  for _, photo in ipairs(photos) do
    local path = known[photo].path
    found[#found + 1] = { photo = photo, path = path, has_position = known[photo].gps ~= nil }
    if not seen[path] then -- a virtual copy shares its file
      seen[path] = true
      paths[#paths + 1] = path
    end
  end
  return found, paths
end

local function ask(context, paths)
  local progress = LrProgressScope {
    title = LOC("$$$/Whence/Asking=Whence looks at ^1 photos", #paths),
    functionContext = context,
  }
  progress:setIndeterminate()
  progress:setCancelable(false)
  local rows, fault = asking.rows(paths)
  progress:done()
  return rows, fault
end

local function set(catalog, some, chosen)
  local count = 0
  catalog:withWriteAccessDo(LOC "$$$/Whence/Undo=Set positions by Whence", function()
    for place, candidate in pairs(chosen) do
      some[place].photo:setRawMetadata("gps", { latitude = candidate.lat, longitude = candidate.lon })
      count = count + 1
    end
  end, { timeout = WAIT_S })
  return count
end

-- Lets a person choose, a hundred photos at a time; returns how many positions were set.
local function review(context, catalog, answered)
  local count = 0
  for first = 1, #answered, AT_ONCE do
    local some = {}
    for place = first, math.min(first + AT_ONCE - 1, #answered) do
      some[#some + 1] = answered[place]
    end
    local title = LOC("$$$/Whence/Title=Whence: photos ^1 to ^2 of ^3", first, first + #some - 1, #answered)
    local ended, chosen = choosing.choose(context, some, title)
    if ended == "cancel" then
      break
    elseif ended == "ok" then
      count = count + set(catalog, some, chosen)
    end
  end
  return count
end

-- Does all of it for the photos that are selected.
function places.find(context)
  local catalog = LrApplication.activeCatalog()
  local photos, paths = selected(catalog)
  local rows, fault = ask(context, paths)
  if not rows then
    LrDialogs.message(fault, nil, "critical")
    return
  end
  local answered = {}
  for _, one in ipairs(photos) do
    one.row = rows[answers.key(one.path, WIN_ENV)]
    if one.row and #one.row.candidates > 0 then
      answered[#answered + 1] = one
    end
  end
  local count = review(context, catalog, answered)
  LrDialogs.message(
    LOC("$$$/Whence/Done=^1 positions were set.", count),
    LOC("$$$/Whence/Unanswered=^1 of ^2 photos have no answer.", #photos - #answered, #photos),
    "info"
  )
end

return places
