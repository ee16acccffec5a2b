import type { Shape } from 'virtual:contract';

/** Whether a value has this shape; what the shape does not name may be there, too. */
export function fits(value: unknown, shape: Shape): boolean {
  const { type, items, properties = {}, optional = [] } = shape;
  if (type && ![type].flat().some((name) => isOf(name, value))) return false;
  if (shape.enum && !shape.enum.includes(value)) return false;
  if (shape.const !== undefined && shape.const !== value) return false;
  if (shape.anyOf && !shape.anyOf.some((choice) => fits(value, choice))) return false;
  if (Array.isArray(value)) return !items || value.every((item) => fits(item, items));
  if (typeof value !== 'object' || value === null) return true;
  const fields = new Map(Object.entries(value));
  return Object.entries(properties).every(([name, field]) =>
    fields.has(name) ? fits(fields.get(name), field) : optional.includes(name),
  );
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
