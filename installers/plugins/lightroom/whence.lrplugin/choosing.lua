-- Which place each photo gets: what is proposed, and the dialog in which a person changes that.

local LrBinding = import "LrBinding"
local LrDialogs = import "LrDialogs"
local LrPathUtils = import "LrPathUtils"
local LrView = import "LrView"

local answers = require "answers"

local choosing = {}

local LEAVE = 0 -- the choice of a photo that is left alone; others are numbers of candidates
local SURE = 0.9 -- first candidates of this chance, and no coarser than a city, are proposed
local COARSEST_KM = 25

-- Returns the number of the candidate that is proposed for a photo, or `LEAVE`.
function choosing.proposed(row, has_position)
  local best, decision = row.candidates[1], row.decision
  if has_position or not best then
    return LEAVE
  end
  if decision then
    for number, candidate in ipairs(row.candidates) do
      if decision.action == "accept" and candidate.lat == decision.lat and candidate.lon == decision.lon then
        return number
      end
    end
    return LEAVE
  end
  return best.probability >= SURE and best.radius_km <= COARSEST_KM and 1 or LEAVE
end

local function choices(one)
  local pattern = LOC "$$$/Whence/Chance=%d %% within %g km"
  local leave = one.has_position and LOC "$$$/Whence/Keep=keep its position" or LOC "$$$/Whence/Leave=leave alone"
  local items = { { title = leave, value = LEAVE } }
  for number, candidate in ipairs(one.row.candidates) do
    items[#items + 1] = {
      title = answers.name(candidate) .. ", " .. answers.chance(candidate, pattern),
      value = number,
    }
  end
  return items
end

local function line(f, one, key)
  return f:row {
    f:static_text { title = LrPathUtils.leafName(one.path), width_in_chars = 28, truncation = "middle" },
    f:popup_menu { items = choices(one), value = LrView.bind(key), width_in_chars = 44 },
  }
end

-- Lets a person choose for some photos (tables of `path`, `row` and `has_position`). Returns what became of the dialog,
-- "ok" for set, "other" for go on without setting these, "cancel", and the candidates by their place in `some`.
function choosing.choose(context, some, title)
  local f = LrView.osFactory()
  local props = LrBinding.makePropertyTable(context)
  local lines = { spacing = f:control_spacing() }
  for place, one in ipairs(some) do
    local key = "choice" .. place
    props[key] = choosing.proposed(one.row, one.has_position)
    lines[#lines + 1] = line(f, one, key)
  end
  local contents = f:scrolled_view {
    width = 640,
    height = 420,
    horizontal_scroller = false,
    bind_to_object = props,
    f:column(lines),
  }
  local ended = LrDialogs.presentModalDialog {
    title = title,
    contents = contents,
    actionVerb = LOC "$$$/Whence/Set=Set positions",
    otherVerb = LOC "$$$/Whence/Skip=Set none of these",
  }
  local chosen = {}
  for place, one in ipairs(some) do
    chosen[place] = one.row.candidates[props["choice" .. place]]
  end
  return ended, chosen
end

return choosing
