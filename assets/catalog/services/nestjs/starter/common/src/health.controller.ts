import { Controller, Get } from "@nestjs/common";

@Controller("healthz")
export class HealthController {
  // Asks nothing else: that this server runs does not depend on others.
  @Get()
  health(): string {
    return "ok";
  }
}
