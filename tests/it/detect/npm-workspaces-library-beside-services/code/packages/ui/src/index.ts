export const title = "shop";
