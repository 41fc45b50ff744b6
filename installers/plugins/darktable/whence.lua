--[[
Whence in darktable: where were these photos taken?

A panel in the lighttable hands the selected images to the `whence` command, shows what it answers, and sets positions
through darktable itself, so that darktable's database and sidecar files stay the truth. No image file is touched.

Copy this file and the folder `whence` into the folder `lua` beside darktable's `luarc`, and add to that file:

    require "whence"
]]

local dt = require "darktable"

local here = ... or "whence"
local json = require(here .. "/json")
local answers = require(here .. "/answers")
local command = require(here .. "/command")
local words = require(here .. "/words")

if not dt.gui then
  return {} -- darktable-cli reads luarc too
end

local panel = require(here .. "/panel")
local running = require(here .. "/running")

local NAME = "whence"
local WINDOWS = dt.configuration.running_os == "windows"
local WIDTH = 46 -- letters of a line in a panel of ordinary width
local NOWHERE = 0 / 0 -- takes a position away; nil would be kept as 0 degrees
-- luarc runs beside darktable's start. If Lua turns to a widget before the window is there, darktable may hang (seen with
-- 4.2.1), and nothing tells when it is there.
local STARTING_MS = 2000

local tr = words.translator(dt.gettext.gettext(""))

local found = {} -- rows of `whence locate` by the key of their path
local shown = nil -- the image whose candidates are shown
local chosen = {} -- its candidates
local last_place = nil -- the place that was set last
local undoable = nil -- the last change: images as they were, and images that Whence was told of

local function path_of(image)
  return image.path .. (WINDOWS and "\\" or "/") .. image.filename
end

local function row_of(image)
  return found[answers.key(path_of(image), WINDOWS)]
end

local function paths_of(images)
  local paths, seen = {}, {}
  for _, image in ipairs(images) do
    local path = path_of(image)
    if not seen[path] then -- a duplicate shares its file
      seen[path] = true
      paths[#paths + 1] = path
    end
  end
  return paths
end

-- Asking whence --------------------------------------------------------------------------------------------------------

local function say(text)
  panel.status.label = answers.wrap(text, WIDTH)
end

-- Says what kept a run from its end; nil where nothing did.
local function complaint(status, err)
  if status == nil then
    return tr("No file could be written in %s."):format(dt.configuration.tmp_dir)
  elseif status == 130 then
    return tr("Stopped. The next time goes on from there.")
  elseif status == 127 or status == 9009 then
    return tr("Whence was not found. Say in darktable's preferences, under Lua options, where the program lies.")
  elseif status ~= 0 then
    return tr("Whence could not do it: %s"):format(command.last_line(err))
  end
end

-- Asks whence where `images` were taken and keeps its rows; tells whether that went well.
local function locate(images, ...)
  say(tr("Whence looks at %d images ..."):format(#images))
  local title = tr("Whence: looking at %d images"):format(#images)
  local status, out, err = running.run({ "locate", "--json", ... }, paths_of(images), title)
  local rows, fault = answers.read(out, json.decode, WINDOWS)
  if rows and (status == 0 or status == 1 and out ~= "") then
    for key, row in pairs(rows) do
      found[key] = row
    end
    return true
  end
  local unclear = tr("Whence answered what this plug-in does not understand (%s). Are both of the same version?")
  say(complaint(status, err) or unclear:format(fault or "-"))
  return false
end

-- Notes decisions in Whence's ledger, which touches no file; returns a complaint, or nil.
local function tell(arguments, images)
  if #images > 0 then
    local status, _, err = running.run(arguments, paths_of(images))
    return complaint(status, err)
  end
end

-- The panel shows an image ---------------------------------------------------------------------------------------------

local whence = { panel = panel, stop = running.stop }

-- Shows why the chosen place.
function whence.choose()
  local candidate = #chosen > 0 and chosen[panel.place.selected]
  if candidate then
    local lines = { answers.chance(candidate, tr("%d %% within %g km")) }
    for _, sentence in ipairs(candidate.because) do
      lines[#lines + 1] = answers.wrap(sentence, WIDTH)
    end
    panel.reasons.label = table.concat(lines, "\n")
  end
end

local function show(image)
  shown = image
  local row = image and row_of(image)
  chosen = row and row.candidates or {}
  for place = #panel.place, 1, -1 do
    panel.place[place] = nil
  end
  for rank, candidate in ipairs(chosen) do
    panel.place[rank] = answers.name(candidate) .. ", " .. answers.chance(candidate, "%d %%, %g km")
  end
  panel.photo.label = image and image.filename or ""
  panel.place.sensitive = #chosen > 0
  panel.set.sensitive = #chosen > 0
  if #chosen > 0 then
    panel.place.selected = 1
    whence.choose()
  else
    panel.reasons.label = image and answers.wrap(row and row.error or tr("No answer for this image yet."), WIDTH) or ""
  end
end

local function image_to_show()
  local images = dt.gui.action_images
  for _, image in ipairs(images) do
    if row_of(image) then
      return image
    end
  end
  return images[1]
end

local showing, outdated = false, false

-- Shows the selected image. Each word to a widget lets other callbacks run, so one at a time shows, and again if needed.
local function show_selected()
  outdated = true
  if showing or not next(found) then
    return -- before the first answer there is nothing to show
  end
  showing = true
  while outdated do
    outdated = false
    show(image_to_show())
  end
  showing = false
end

-- Positions ------------------------------------------------------------------------------------------------------------

local function keeps_its_own(image)
  return image.latitude and image.longitude and not panel.replace.value
end

-- Sets `place`; `change` keeps what was before.
local function set_position(image, place, change)
  local before = { image = image, lat = image.latitude, lon = image.longitude }
  image.latitude = place.lat
  image.longitude = place.lon
  before.set_lat, before.set_lon = image.latitude, image.longitude
  change.images[#change.images + 1] = before
end

local function finish(change, sentences)
  if #change.images > 0 then
    undoable = change
    panel.back.sensitive = true
  end
  say(table.concat(sentences, " "))
end

local function remember(place)
  last_place = place
  panel.same.sensitive = true
  panel.same.tooltip = tr("Gives all selected images the place that was set last: %s"):format(place.name)
end

-- Sets on each of `images` the place that `place_for` finds for its row. Returns the change, which takes those back in
-- Whence whose rows are `ours`, the sums as sentences, and the images that were set and that Whence knows.
local function set_on(images, place_for, ours)
  local change, kept, unsure, set = { images = {}, told = {} }, 0, 0, {}
  for _, image in ipairs(images) do
    local row = row_of(image)
    local place = place_for(row)
    if keeps_its_own(image) then
      kept = kept + 1
    elseif not place then
      unsure = unsure + 1
    else
      set_position(image, place, change)
      set[#set + 1] = row and image or nil
      change.told[#change.told + 1] = row and ours(row) and image or nil
    end
  end
  local sentences = { tr("Positions set: %d."):format(#change.images) }
  if kept > 0 then
    sentences[#sentences + 1] = tr("Left alone, as they have one: %d."):format(kept)
  end
  if unsure > 0 then
    sentences[#sentences + 1] = tr("Not sure enough, or odd: %d."):format(unsure)
  end
  return change, sentences, set
end

-- Sets `place` on `images` by a person's word, and tells Whence if that is wanted.
local function set_by_hand(images, place, arguments)
  local change, sentences, set = set_on(images, function()
    return place
  end, function(row)
    return not row.decision -- what was decided before must not be cleared by taking back
  end)
  if panel.tell.value then
    sentences[#sentences + 1] = tell(arguments, set)
  else
    change.told = {}
  end
  finish(change, sentences)
end

-- The buttons ----------------------------------------------------------------------------------------------------------

local function at_rest(images)
  if running.is_busy() then
    say(tr("Whence is at work already."))
  elseif #images == 0 then
    say(tr("Select images first."))
  end
  return not running.is_busy() and #images > 0
end

function whence.ask()
  local images = dt.gui.action_images
  if at_rest(images) and locate(images) then
    local answered = 0
    for _, image in ipairs(images) do
      local row = row_of(image)
      answered = answered + (row and #row.candidates > 0 and 1 or 0)
    end
    say(tr("%d of %d images have an answer."):format(answered, #images))
    show_selected()
  end
end

function whence.set()
  local candidate = chosen[panel.place.selected]
  if candidate and at_rest({ shown }) then
    local place = answers.place(candidate)
    remember(place)
    set_by_hand({ shown }, place, { "accept", ("--candidate=%d"):format(place.rank) })
  end
end

function whence.set_same()
  local images = dt.gui.action_images
  if last_place and at_rest(images) then
    local at = ("--at=%s,%s"):format(answers.degrees(last_place.lat), answers.degrees(last_place.lon))
    set_by_hand(images, last_place, { "accept", at, ("--radius=%d"):format(last_place.radius_km) })
  end
end

-- Lets Whence accept what is sure among those of `images` whose position may be set, and of no other, so that it never
-- holds for accepted what darktable was not given. Tells whether that went well.
local function accept_sure(images, chance)
  local open, unread = {}, false
  for _, image in ipairs(images) do
    if not keeps_its_own(image) then
      open[#open + 1] = image
    elseif not row_of(image) then
      unread = true -- its position tells of the others
    end
  end
  if #open == 0 then
    return true
  end
  return (not unread or locate(images)) and locate(open, table.unpack(answers.accepting(chance)))
end

function whence.set_sure()
  local images = dt.gui.action_images
  local chance = math.floor(panel.least.value + 0.5) / 100
  if not (at_rest(images) and accept_sure(images, chance)) then
    return
  end
  local change, sentences = set_on(images, function(row)
    return row and answers.sure_place(row, chance)
  end, function(row)
    return row.decision.by == "threshold"
  end)
  show_selected()
  finish(change, sentences)
end

function whence.take_back()
  if not undoable then
    say(tr("There is nothing to take back."))
    return
  end
  if not at_rest(undoable.images) then
    return
  end
  local change, back, changed = undoable, 0, 0
  undoable = nil
  panel.back.sensitive = false
  for _, before in ipairs(change.images) do
    local image = before.image
    if image.latitude == before.set_lat and image.longitude == before.set_lon then
      image.latitude, image.longitude = before.lat or NOWHERE, before.lon or NOWHERE
      back = back + 1
    else
      changed = changed + 1
    end
  end
  local sentences = { tr("Positions taken back: %d."):format(back) }
  if changed > 0 then
    sentences[#sentences + 1] = tr("Left alone, as they were changed since: %d."):format(changed)
  end
  sentences[#sentences + 1] = tell({ "accept", "--clear" }, change.told)
  say(table.concat(sentences, " "))
end

-- Into darktable's window ----------------------------------------------------------------------------------------------

local place_in_window = { [dt.gui.views.lighttable] = { "DT_UI_CONTAINER_PANEL_RIGHT_CENTER", 100 } }

local function install()
  if not whence.installed then
    dt.register_lib(NAME, "whence", true, false, place_in_window, panel.build(tr, whence), nil, nil)
    if not pcall(dt.register_event, NAME .. " selection", "selection-changed", show_selected) then
      dt.register_event(NAME .. " hover", "mouse-over-image-changed", show_selected) -- older darktables know no other
    end
    say(tr("Select images, then ask."))
    whence.installed = true
  end
end

local function start()
  dt.control.sleep(STARTING_MS)
  if dt.control.ending then
    return
  end
  panel.register_preferences(tr)
  dt.register_event(NAME .. " exit", "exit", running.stop)
  dt.register_event(NAME .. " shortcut", "shortcut", function()
    if whence.installed then
      whence.ask()
    end
  end, tr("Whence: where were these taken?"))
  -- A panel can only be made in the view that it belongs to; darktable may have been started in another one.
  if dt.gui.current_view().id == "lighttable" then
    install()
  else
    dt.register_event(NAME .. " view", "view-changed", function(_, _, new_view)
      if new_view.id == "lighttable" then
        install()
      end
    end)
  end
end

dt.control.dispatch(start)

return whence
