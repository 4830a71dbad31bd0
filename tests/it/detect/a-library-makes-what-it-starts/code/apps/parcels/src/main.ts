import { Logger } from '@nestjs/common';

import { made } from '@post/made';
import { Settings } from '@post/settings';

import { AppModule } from './app.module';

async function start() {
  const app = await made(AppModule, 'parcels');
  await app.listen(app.get(Settings).port);
  Logger.log('parcels are taken');
}

start();
