import { serve } from "./serve";

serve(__dirname);
