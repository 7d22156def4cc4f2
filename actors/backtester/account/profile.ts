export { type AccountProfile, accountProfileSchema } from "../../domain/account_profile.ts";
