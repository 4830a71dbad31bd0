import { defineConfig } from 'vite'

const frontendPort = parseInt(process.env.PORT) || 4533
const backendPort = frontendPort + 100

export default defineConfig({
  server: {
    port: frontendPort,
    proxy: { '/api': 'http://localhost:' + backendPort },
  },
})
