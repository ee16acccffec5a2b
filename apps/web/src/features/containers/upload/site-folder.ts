import { unzipSync } from 'fflate';

const LITTER = /^__MACOSX\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/** All of the ZIP is in one folder, an index.html too. Names are read, nothing is unpacked. */
export async function isSiteFolder(zip: File): Promise<boolean> {
  const names = await namesIn(zip);
  const [folder = ''] = names[0]?.split('/') ?? [];
  return names.every((name) => name.startsWith(`${folder}/`)) && names.includes(`${folder}/index.html`);
}

async function namesIn(zip: File): Promise<string[]> {
  const names: string[] = [];
  try {
    unzipSync(new Uint8Array(await zip.arrayBuffer()), {
      filter: ({ name }) => {
        if (!LITTER.test(name)) names.push(name.replaceAll('\\', '/'));
        return false;
      },
    });
  } catch {
    // Unreadable, or no ZIP: said when it is sent.
    return [];
  }
  return names;
}
