import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ContainerType } from '@spawner/contracts';
import { TemplateFile } from '@spawner/engine';
import { SettingsError } from '../config/settings.error.js';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import type { IdleLimits, Template } from './template.js';

@Injectable()
export class TemplateCatalogue {
  private readonly templates: ReadonlyMap<string, Template>;

  constructor(settings: Settings) {
    this.templates = new Map(readTemplates(settings).map((template) => [template.type, template]));
  }

  /** In the order the dashboard shows them. */
  all(): Template[] {
    return [...this.templates.values()];
  }

  has(type: string): boolean {
    return this.templates.has(type);
  }

  /** Who may open its containers. Where the template is gone, only the owner may. */
  policyOf(type: string): Pick<Template, 'access' | 'trusted'> {
    return this.templates.get(type) ?? { access: 'private', trusted: false };
  }

  /** @throws AppError `unknown_type` */
  get(type: string): Template {
    const template = this.templates.get(type);
    if (!template)
      throw new AppError('unknown_type', { type: type.slice(0, 50), types: [...this.templates.keys()].join(', ') });
    return template;
  }
}

function readTemplates(settings: Settings): Template[] {
  const root = settings.folders.templates;
  const problems: string[] = [];
  const found = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: type }) => {
      const file = join(root, type, 'template.json');
      if (!ContainerType.safeParse(type).success) {
        problems.push(`${file}: the folder's name is the type, so it must match [a-z][a-z0-9]* (no hyphen)`);
        return [];
      }
      try {
        const { order, image, access, trusted, volumes, upload, idle, read_only, runtime, user, ...texts } =
          TemplateFile.parse(JSON.parse(readFileSync(file, 'utf8')));
        const template = {
          type,
          folder: join(root, type),
          ...imageOf(settings, type, image),
          ...named(texts),
          access,
          trusted,
          volumes,
          upload: upload ?? null,
          confinement: { readOnly: read_only, runtime: runtime ?? null, user: user ?? null },
          idle: idleLimits(idle, settings.idle),
        };
        return [{ order, template }];
      } catch (error) {
        problems.push(`${file}: ${(error as Error).message}`);
        return [];
      }
    });
  if (problems.length > 0) throw new SettingsError(problems);
  return found.sort((a, b) => a.order - b.order).map(({ template }) => template);
}

/** Null means never, so only what a template does not mention is taken from the settings. */
const idleLimits = (own: TemplateFile['idle'], general: IdleLimits): IdleLimits => ({
  pause: own.pause === undefined ? general.pause : own.pause,
  stop: own.stop === undefined ? general.stop : own.stop,
  remove: own.remove === undefined ? general.remove : own.remove,
});

const named = (texts: Pick<TemplateFile, 'display_name' | 'description' | 'description_en'>) => ({
  displayName: texts.display_name,
  description: { de: texts.description, en: texts.description_en ?? texts.description },
});

const imageOf = (settings: Settings, type: string, image: string) => ({
  image: settings.templateImages[type] ?? image,
  baseImage: settings.templateBases[type] ?? null,
});
