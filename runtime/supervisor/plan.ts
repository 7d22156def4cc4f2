import type { Spawn } from "./child.ts";
import {
  type GroupSpec,
  LIMITS,
  type Limits,
  type Restart,
  RESTART_POLICY,
  type RestartPolicy,
  type Strategy,
} from "./policy.ts";
import type { HostSpec } from "./protocol.ts";

/** One child, as a topology declares it. */
export interface ChildPlan {
  /** Name of the actor; unique in the tree. */
  readonly name: string;
  /** Default `permanent`. */
  readonly restart?: Restart;
  readonly limits?: Partial<Limits>;
  /** What its host is told, beside its name and who holds its lease. */
  readonly host: Omit<HostSpec, "actor" | "holder" | "force">;
  /** Where it runs. */
  readonly spawn: Spawn;
}

/** One group, as a topology declares it. See {@link GroupSpec}. */
export interface GroupPlan {
  readonly name: string;
  /** Default `one_for_one`. */
  readonly strategy?: Strategy;
  readonly policy?: Partial<RestartPolicy>;
  readonly dependsOn?: readonly string[];
  readonly children: readonly ChildPlan[];
}

/** The plan as the decisions see it, with every default in its place. */
export function treeOf(plan: readonly GroupPlan[]): GroupSpec[] {
  return plan.map((group) => ({
    name: group.name,
    strategy: group.strategy ?? "one_for_one",
    policy: { ...RESTART_POLICY, ...group.policy },
    dependsOn: group.dependsOn ?? [],
    children: group.children.map(({ name, restart, limits }) => ({
      name,
      restart: restart ?? "permanent",
      limits: { ...LIMITS, ...limits },
    })),
  }));
}
