import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { ContainersController } from './containers.controller.js';
import { ContainersService } from './containers.service.js';
import { Launcher } from './launch/launcher.js';
import { ContainerOperations } from './operations/container-operations.js';
import { UserContainer } from './user-container.entity.js';
import { UserContainerRepository } from './user-container.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([UserContainer]), UsersModule],
  controllers: [ContainersController],
  providers: [ContainersService, ContainerOperations, Launcher, UserContainerRepository],
  exports: [ContainerOperations, UserContainerRepository],
})
export class ContainersModule {}
