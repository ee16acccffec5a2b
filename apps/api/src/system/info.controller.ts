import { Controller } from '@nestjs/common';
import { endpoints, type Info } from '@spawner/contracts';
import { Public } from '../http/public.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import { Mailer } from '../mail/mailer.js';
import { RegistrationPolicy } from '../registration/registration-policy.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { Version } from './version.js';

@Public()
@Controller()
export class InfoController {
  constructor(
    private readonly version: Version,
    private readonly runtime: ContainerRuntime,
    private readonly mailer: Mailer,
    private readonly registration: RegistrationPolicy,
    private readonly settings: InstallationSettings,
  ) {}

  @Serves(endpoints.info)
  info(): Info {
    return {
      version: this.version.text,
      runtime: this.runtime.kind,
      isolated: this.runtime.capabilities.isolation,
      mail: this.mailer.kind,
      registration: this.registration.info,
      managers_create_classes: this.settings.get('managers_create_classes'),
      pupil_address: this.settings.get('pupil_address'),
    };
  }
}
