export { limitsTable, type RiskLimits, riskLimitsSchema } from "../../domain/risk_limits.ts";
