// Values of an outcome as text: every Python type stays apart, as in the log.
const show = (value) => {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return "[" + value.map(show).join(", ") + "]";
  const keys = Object.keys(value);
  if (keys.length !== 1) return JSON.stringify(value);
  const [kind] = keys, inner = value[kind];
  switch (kind) {
    case "float": return String(inner);
    case "decimal": return `Decimal(${inner})`;
    case "date": return `date ${inner}`;
    case "datetime": return `datetime ${inner}`;
    case "timedelta": return `timedelta ${inner} µs`;
    case "bytes": return `bytes ${inner}`;
    case "bytearray": return `bytearray ${inner}`;
    case "tuple": return Array.isArray(inner) ? "(" + inner.map(show).join(", ") + ")" : show(inner);
    case "set": return Array.isArray(inner) ? "{" + inner.map(show).join(", ") + "}" : show(inner);
    case "dict": return Array.isArray(inner) ? "{" + inner.map(([k, v]) => `${show(k)}: ${show(v)}`).join(", ") + "}" : show(inner);
    case "row": return Array.isArray(inner) ? "Row(" + inner.map(([k, v]) => `${k}=${show(v)}`).join(", ") + ")" : show(inner);
    default: return `${kind} ${typeof inner === "string" ? inner : JSON.stringify(inner)}`;
  }
};

const typeText = (type) => {
  if (typeof type === "string") return type;
  if (!type || typeof type !== "object") return JSON.stringify(type);
  switch (type.type) {
    case "array": return `array<${typeText(type.elementType)}>` + (type.containsNull === false ? " no nulls" : "");
    case "map": return `map<${typeText(type.keyType)}, ${typeText(type.valueType)}>` + (type.valueContainsNull === false ? " no nulls" : "");
    case "struct": return "struct<" + type.fields.map((f) => `${f.name}: ${typeText(f.type)}${f.nullable === false ? " not null" : ""}`).join(", ") + ">";
    default: return JSON.stringify(type);
  }
};
