import type { ClassMember } from '@spawner/contracts';
import type { Person, Product } from '../product.js';

/** Two teachers who lead no class yet, and a pupil who is in none. */
export interface School {
  readonly admin: Person;
  readonly vogel: Person;
  readonly sand: Person;
  readonly ann: Person;
}

export async function openSchool(product: Product): Promise<School> {
  // The first is the admin.
  const admin = await product.register('admin@example.com');
  const vogel = await product.register('vogel@school.example');
  const sand = await product.register('sand@school.example');
  const ann = await product.register('ann@school.example');
  await product.rows(
    `UPDATE users SET role = 'manager' WHERE id IN (${String(vogel.user.id)}, ${String(sand.user.id)})`,
  );
  return { admin, vogel, sand, ann };
}

/** Accounts that belong to the class. */
export async function addClassAccounts(
  teacher: Person,
  classId: number,
  names: readonly string[],
): Promise<ClassMember[]> {
  const { status, body } = await teacher.call<{ members: ClassMember[] }>('POST', `/class/${String(classId)}/members`, {
    class_accounts: names.map((name) => ({ name })),
  });
  if (status >= 300) throw new Error(`not added: ${JSON.stringify(body)}`);
  return body.members;
}
