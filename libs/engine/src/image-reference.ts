/** Without a tag an image means `:latest`. A pull of the bare name would fetch every tag that there is. */
export const imageReference = (image: string): string => (/:[^/]+$|@[^/]+$/.test(image) ? image : `${image}:latest`);
