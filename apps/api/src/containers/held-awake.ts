/**
 * Whether a row of `user_container container` stays as it is although nobody uses it: its owner is a member of a class that
 * has a lesson, and the class works with its template. What was started for all at 7:40 is still there at 8:00.
 */
export const HELD_AWAKE = `
  EXISTS (
    SELECT FROM lesson
    JOIN class_template template ON template.class_id = lesson.class_id AND template.type = container.container_type
    JOIN class_member member ON member.class_id = lesson.class_id AND member.user_id = container.user_id
    WHERE lesson.ended_at IS NULL AND member.role = 'member' AND member.state = 'in'
  )`;
