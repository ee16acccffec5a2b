/** As the engine reads it: no user is root, and every way to write zero is zero. Other names are resolved too late to be checked. */
export const isRoot = (user: string): boolean => {
  const [name = ''] = user.split(':');
  return name === 'root' || Number(name) === 0;
};
