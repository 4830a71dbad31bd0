import { serve } from "@shop/common";
import routes from "./routes.js";

serve(routes);
