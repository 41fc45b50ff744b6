-- What Whence answered, and what follows from it. Knows neither darktable nor the disk.

local answers = {}

-- Hardly any program shows how far off a position may be: what is coarser is left to a person.
local COARSEST, COARSEST_KM = "city", 25

-- Returns the name under which a path is looked up: darktable and Whence spell separators in their own ways.
function answers.key(path, windows)
  if windows then
    return (path:gsub("/", "\\"):gsub("(.)\\+", "%1\\"):lower())
  end
  return (path:gsub("//+", "/"))
end

-- Returns the rows of `whence locate --json` by key, and how many there are; or nil and what is wrong.
function answers.read(text, decode, windows)
  local rows, count = {}, 0
  for line in text:gmatch("[^\r\n]+") do
    local row, fault = decode(line)
    if type(row) ~= "table" or type(row.path) ~= "string" then
      return nil, fault or "no row"
    end
    count = count + 1
    rows[answers.key(row.path, windows)] = row
  end
  return rows, count
end

-- Returns degrees as a program reads them, whatever decimal mark this computer's language has.
function answers.degrees(value)
  return (("%.6f"):format(value):gsub(",", "."))
end

-- Returns what to call a candidate.
function answers.name(candidate)
  if candidate.place ~= "" then
    return candidate.place
  end
  return ("%s, %s"):format(answers.degrees(candidate.lat), answers.degrees(candidate.lon))
end

-- Returns how sure a candidate is; `pattern` has a place for percent and one for km.
function answers.chance(candidate, pattern)
  return pattern:format(math.floor(100 * candidate.probability + 0.5), candidate.radius_km)
end

-- Returns a candidate as the place that can be set.
function answers.place(candidate)
  return {
    lat = candidate.lat,
    lon = candidate.lon,
    radius_km = candidate.radius_km,
    rank = candidate.rank,
    name = answers.name(candidate),
  }
end

-- Returns the words that let Whence accept, at this chance (a share), what `sure_place` gives a place and nothing else:
-- what it accepts it also writes, if asked to.
function answers.accepting(chance)
  return { "--auto-accept=" .. answers.degrees(chance), "--coarsest=" .. COARSEST }
end

-- Returns the place of a row that needs no person to look at it: what a person accepted, or what Whence did at this
-- chance (a share), no coarser than a city. Whence itself holds back what looks wrong, so its decision is asked for.
function answers.sure_place(row, chance)
  local decision = row.decision
  if not decision or decision.action ~= "accept" or (decision.radius_km or 0) > COARSEST_KM then
    return nil
  end
  local best = row.candidates[1]
  if decision.by ~= "person" and not (best and best.probability >= chance) then
    return nil
  end
  local named = best and best.lat == decision.lat and best.lon == decision.lon and answers.name(best) or nil
  return {
    lat = decision.lat,
    lon = decision.lon,
    radius_km = decision.radius_km,
    name = named or ("%s, %s"):format(answers.degrees(decision.lat), answers.degrees(decision.lon)),
  }
end

-- Breaks `text` into lines of about `width` letters, never inside a word.
function answers.wrap(text, width)
  local lines, line, length = {}, nil, 0
  for word in text:gmatch("%S+") do
    local _, continued = word:gsub("[\128-\191]", "")
    local letters = #word - continued
    if line and length + 1 + letters <= width then
      line, length = line .. " " .. word, length + 1 + letters
    else
      lines[#lines + 1] = line
      line, length = word, letters
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

return answers
