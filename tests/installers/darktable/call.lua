-- Calls one function of the plug-in: lua call.lua FOLDER MODULE FUNCTION < arguments.json > results.json
-- Bytes travel as characters of that number, so that any string can be told.

local folder, module, name = arg[1], arg[2], arg[3]
package.path = folder .. "/?.lua;" .. package.path

local decode = require("whence/json").decode
local unpack = table.unpack or unpack

local write

local function write_text(text)
  return '"' .. text:gsub(".", function(char)
    return ("\\u%04x"):format(char:byte())
  end):gsub("\n", "\\u000a") .. '"'
end

local function write_table(value)
  local parts = {}
  if #value > 0 or not next(value) then
    for index = 1, #value do
      parts[index] = write(value[index])
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for key, inner in pairs(value) do
    parts[#parts + 1] = write_text(key) .. ":" .. write(inner)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

function write(value)
  local kind = type(value)
  if kind == "string" then
    return write_text(value)
  elseif kind == "table" then
    return write_table(value)
  elseif kind == "number" then
    return ("%.17g"):format(value)
  end
  return kind == "nil" and "null" or tostring(value)
end

local function write_all(...)
  local parts = {}
  for index = 1, select("#", ...) do
    parts[index] = write((select(index, ...)))
  end
  return "[" .. table.concat(parts, ",") .. "]"
end

local input = io.read("*a")
local called = require("whence/" .. module)[name]
if module == "json" then
  print(write_all(called(input)))
elseif name == "read" then
  print(write_all(called(input, decode, false)))
else
  local arguments = assert(decode(input))
  if name == "translator" then
    print(write_all(called(arguments[1])(arguments[2])))
  else
    print(write_all(called(unpack(arguments))))
  end
end
