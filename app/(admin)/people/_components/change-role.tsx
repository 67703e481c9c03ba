"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { ROLES, type Role } from "@/lib/auth/permissions";
import type { PeopleWithRoles, PersonWithRoles } from "@/lib/queries/admin/people-with-roles";
import { changeRoleAction } from "../actions";
import { ROLE_WORDS } from "./role-words";

type ChangeRoleProps = { person: PersonWithRoles; sites: PeopleWithRoles["sites"] };

/** SEC-12: grants a role or withdraws it, with why and a signature; nobody changes their own (SEC-01). */
export function ChangeRole(props: ChangeRoleProps) {
  const [open, setOpen] = useState(false);
  const { person } = props;
  if (person.self) return <span className="text-ink-3">Somebody else changes yours</span>;
  return (
    <>
      <Button tone="quiet" onClick={() => setOpen(true)} aria-label={`Change a role of ${person.name}`}>
        Change a role
      </Button>
      {open ? <ChangeDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function ChangeDialog({ person, sites, onClose }: ChangeRoleProps & { onClose: () => void }) {
  const [siteId, setSiteId] = useState(sites[0]?.id ?? "");
  const [role, setRole] = useState<Role>(person.roles[0]?.role ?? "OPERATOR");
  const [reason, setReason] = useState("");
  const site = sites.find((one) => one.id === siteId);
  const holds = (one: Role) => person.roles.some((held) => held.siteId === siteId && held.role === one);
  const change = holds(role) ? "WITHDRAW" : "GRANT";
  const what = `${ROLE_WORDS[role]} at ${site?.code ?? ""}`;
  return (
    <CommandDialog
      title={`Change a role of ${person.name}`}
      description="It counts at once. Whoever has it signs in anew."
      action={change === "GRANT" ? "Sign the grant" : "Sign the withdrawal"}
      ready={site !== undefined && reason.trim() !== ""}
      meaning={`You are responsible for this: ${person.name} ${change === "GRANT" ? "gets" : "loses"} the role ${what}.`}
      timeZone={site?.timeZone ?? "UTC"}
      send={(signature) => changeRoleAction({ ...signature, input: { commandId: v7(), accountId: person.accountId, siteId, role, change, reason: reason.trim() } })}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3">
        <Select label="Site" value={siteId} onChange={(event) => setSiteId(event.target.value)} options={sites.map(({ id, code }) => ({ value: id, label: code }))} />
        <Select
          label="Role"
          value={role}
          onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? role)}
          options={ROLES.map((one) => ({ value: one, label: holds(one) ? `${ROLE_WORDS[one]}, withdraw it` : ROLE_WORDS[one] }))}
        />
      </div>
      <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
    </CommandDialog>
  );
}
