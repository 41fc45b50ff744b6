-- Reads JSON (RFC 8259) into tables; null becomes nil. Runs on Lua 5.1 and newer.

local json = {}

local PLAIN = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }
local WORDS = { ["true"] = true, ["false"] = false }
local DEEPEST = 100

local function fail(at, what)
  error({ json = ("%s at byte %d"):format(what, at) }, 0)
end

local function utf8_of(code)
  if code < 0x80 then
    return string.char(code)
  end
  local bytes, first = {}, code < 0x800 and 0xC0 or code < 0x10000 and 0xE0 or 0xF0
  local following = code < 0x800 and 1 or code < 0x10000 and 2 or 3
  for place = following, 1, -1 do
    bytes[place] = string.char(0x80 + code % 64)
    code = math.floor(code / 64)
  end
  return string.char(first + code) .. table.concat(bytes)
end

-- Returns what \uXXXX at `at` stands for, and where reading goes on.
local function escaped_code(text, at)
  local digits = text:match("^\\u(%x%x%x%x)", at) or fail(at, "a bad escape")
  local code = tonumber(digits, 16)
  if code >= 0xD800 and code <= 0xDBFF then
    local low = tonumber(text:match("^\\u([dD][c-fC-F]%x%x)", at + 6) or "", 16)
    if low then
      return utf8_of(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00), at + 12
    end
  elseif code >= 0xDC80 and code <= 0xDCFF then
    -- A byte of a path that is no UTF-8: this is how Whence hands it over.
    return string.char(code - 0xDC00), at + 6
  end
  if code >= 0xD800 and code <= 0xDFFF then
    code = 0xFFFD
  end
  return utf8_of(code), at + 6
end

local function read_string(text, at)
  local parts, start = {}, at
  at = at + 1
  while true do
    local plain = text:match('^[^"\\%c]+', at)
    if plain then
      parts[#parts + 1] = plain
      at = at + #plain
    end
    local char = text:sub(at, at)
    if char == '"' then
      return table.concat(parts), at + 1
    elseif char == "\127" then -- a control character to Lua, an ordinary one to JSON
      parts[#parts + 1] = char
      at = at + 1
    elseif char ~= "\\" then
      fail(char == "" and start or at, char == "" and "a string without end" or "a control character")
    elseif text:sub(at + 1, at + 1) == "u" then
      parts[#parts + 1], at = escaped_code(text, at)
    else
      parts[#parts + 1] = PLAIN[text:sub(at + 1, at + 1)] or fail(at, "a bad escape")
      at = at + 2
    end
  end
end

local function read_number(text, at)
  local whole = text:match("^%-?0", at) or text:match("^%-?[1-9]%d*", at) or fail(at, "no value")
  local fraction = text:match("^%.%d+", at + #whole) or ""
  local exponent = text:match("^[eE][+-]?%d+", at + #whole + #fraction) or ""
  local written = whole .. fraction .. exponent
  return tonumber(written), at + #written
end

local function past_space(text, at)
  return text:match("^[ \t\r\n]*()", at)
end

local read_value

-- Reads what stands between brackets; `read_item` stores one item and returns where reading goes on.
local function read_items(text, at, closing, read_item)
  at = past_space(text, at + 1)
  if text:sub(at, at) == closing then
    return at + 1
  end
  while true do
    at = past_space(text, read_item(past_space(text, at)))
    local char = text:sub(at, at)
    if char == closing then
      return at + 1
    elseif char ~= "," then
      fail(at, "neither a comma nor an end")
    end
    at = at + 1
  end
end

local function read_object(text, at, depth)
  local object = {}
  local after = read_items(text, at, "}", function(here)
    if text:sub(here, here) ~= '"' then
      fail(here, "no key")
    end
    local key
    key, here = read_string(text, here)
    here = past_space(text, here)
    if text:sub(here, here) ~= ":" then
      fail(here, "no colon")
    end
    object[key], here = read_value(text, past_space(text, here + 1), depth)
    return here
  end)
  return object, after
end

local function read_array(text, at, depth)
  local array, count = {}, 0
  local after = read_items(text, at, "]", function(here)
    count = count + 1
    array[count], here = read_value(text, here, depth)
    return here
  end)
  return array, after
end

function read_value(text, at, depth)
  if depth > DEEPEST then
    fail(at, "too deep")
  end
  local char = text:sub(at, at)
  if char == "{" then
    return read_object(text, at, depth + 1)
  elseif char == "[" then
    return read_array(text, at, depth + 1)
  elseif char == '"' then
    return read_string(text, at)
  end
  local word = text:match("^%l+", at)
  if word == "null" then
    return nil, at + 4
  elseif word and WORDS[word] ~= nil then
    return WORDS[word], at + #word
  end
  return read_number(text, at)
end

-- Returns the value of a JSON text, or nil and what is wrong with it.
function json.decode(text)
  local read, value, after = pcall(read_value, text, past_space(text, 1), 0)
  if not read then
    if type(value) ~= "table" or not value.json then
      error(value, 0)
    end
    return nil, value.json
  end
  after = past_space(text, after)
  if after <= #text then
    return nil, ("something after the value at byte %d"):format(after)
  end
  return value
end

return json
