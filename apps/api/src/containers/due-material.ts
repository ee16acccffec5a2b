/**
 * Material of classes that a container has to be given: handed out while there was nothing to put it into, or before the
 * person joined. Of materials with one name only the newest goes to those who join later.
 * @param user SQL of the owner's id
 * @param type SQL of the template
 */
export const dueMaterial = (user: string, type: string): string => `
  SELECT material.id, material.name, material.type, material.stored_as AS "storedAs", material.bytes::float8 AS bytes,
    delivery.folder
  FROM class_member member
  JOIN class ON class.id = member.class_id AND class.archived_at IS NULL
  JOIN material ON material.class_id = member.class_id AND material.type = ${type}
  JOIN class_template template ON template.class_id = member.class_id AND template.type = material.type
  LEFT JOIN material_delivery delivery ON delivery.material_id = material.id AND delivery.user_id = member.user_id
  WHERE member.user_id = ${user} AND member.role = 'member' AND member.state = 'in'
    AND (delivery.state = 'waiting' OR (
      delivery.state IS NULL AND material.later AND NOT EXISTS (
        SELECT FROM material newer
        WHERE newer.class_id = material.class_id AND newer.type = material.type AND newer.name = material.name
          AND newer.version > material.version
      )
    ))`;
