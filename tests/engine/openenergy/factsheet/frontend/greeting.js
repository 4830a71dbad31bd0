export const greeting = () => "Built by Vite";
