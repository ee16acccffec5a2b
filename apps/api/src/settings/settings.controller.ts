import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, SettingsChange, type SettingsResponse } from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { SettingsChanges } from './settings-changes.js';

@ApiBearerAuth()
@Controller()
export class SettingsController {
  constructor(private readonly changes: SettingsChanges) {}

  @Serves(endpoints.settings)
  read(): Promise<SettingsResponse> {
    return this.changes.read();
  }

  @Serves(endpoints.changeSettings)
  change(
    @Body({ schema: SettingsChange }) change: z.output<typeof SettingsChange>,
    @CurrentUser() { userId }: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<SettingsResponse> {
    return this.changes.change(change, userId, ip);
  }
}
