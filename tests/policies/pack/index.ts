import { serve } from "../../../policies/serve";

serve(__dirname);
