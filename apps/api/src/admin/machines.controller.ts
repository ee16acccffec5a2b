import { Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, MachineId, type MachinesResponse } from '@spawner/contracts';
import { AuditTrail } from '../audit/audit-trail.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { Machines } from '../runtime/machines.js';
import { MachineList } from './machine-list.js';

const Id = (): ParameterDecorator => Param('id', { schema: MachineId });

@ApiBearerAuth()
@Controller()
export class MachinesController {
  constructor(
    private readonly list: MachineList,
    private readonly machines: Machines,
    private readonly audit: AuditTrail,
  ) {}

  @Serves(endpoints.machines)
  async read(): Promise<MachinesResponse> {
    return { machines: await this.list.read() };
  }

  @Serves(endpoints.drainMachine)
  drain(@Id() id: string, @CurrentUser() by: Principal, @FromClient() client: ClientInfo): Promise<MachinesResponse> {
    return this.setDraining(id, true, by, client);
  }

  @Serves(endpoints.resumeMachine)
  resume(@Id() id: string, @CurrentUser() by: Principal, @FromClient() client: ClientInfo): Promise<MachinesResponse> {
    return this.setDraining(id, false, by, client);
  }

  private async setDraining(
    id: string,
    isDraining: boolean,
    { userId: actor }: Principal,
    { ip: from }: ClientInfo,
  ): Promise<MachinesResponse> {
    const { name: subject } = await this.machines.setDraining(id, isDraining);
    await this.audit.record({ action: isDraining ? 'machine_drained' : 'machine_resumed', actor, subject, from });
    return this.read();
  }
}
