// Makes world_map.json again. In an empty folder:
//   npm install world-atlas@2.0.2 us-atlas@3.0.1 topojson-client@3.1.0 topojson-simplify@3.0.3
//   node PATH/rebuild_world_map.mjs world_map.json
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "packages.js"));
const { merge, mesh } = require("topojson-client");
const { filter, filterWeight, presimplify, quantile, simplify } = require("topojson-simplify");

const PER_DEGREE = 100; // steps a degree: a step is about a kilometer
const KEPT_OF_WORLD = 0.4; // share of the points of 50m that stay
const KEPT_OF_STATES = 0.3;
const LEAST_ISLAND = 0.004; // square degrees; smaller islands are left out
const ANTARCTICA = "010";

const read = (name) => JSON.parse(readFileSync(require.resolve(name), "utf-8"));

function thin(atlas, share) {
  const weighed = presimplify(atlas);
  return simplify(weighed, quantile(weighed, share));
}

// Steps from the antimeridian's one side to the other become steps across it, so that no line runs through the map.
function pack(line) {
  const packed = [];
  let turn = 0;
  let [lastX, lastY, lastLongitude] = [0, 0, line[0][0]];
  for (const [longitude, latitude] of line) {
    if (longitude - lastLongitude > 180) turn -= 360;
    if (longitude - lastLongitude < -180) turn += 360;
    lastLongitude = longitude;
    const [x, y] = [Math.round((longitude + turn) * PER_DEGREE), Math.round(latitude * PER_DEGREE)];
    if (packed.length && x === lastX && y === lastY) continue;
    packed.push(x - lastX, y - lastY);
    [lastX, lastY] = [x, y];
  }
  return packed;
}

const packAll = (lines) => lines.map(pack).filter((line) => line.length > 2);

const atlas = read("world-atlas/countries-50m.json");
atlas.objects.countries.geometries = atlas.objects.countries.geometries.filter((country) => country.id !== ANTARCTICA);
const thinned = thin(atlas, KEPT_OF_WORLD);
const world = filter(thinned, filterWeight(thinned, LEAST_ISLAND));
const countries = world.objects.countries;
const states = thin(read("us-atlas/states-10m.json"), KEPT_OF_STATES);

const map = {
  source: "Natural Earth 1:50m (public domain); borders of US states: US Census Bureau (public domain)",
  steps_per_degree: PER_DEGREE,
  land: packAll(merge(world, countries.geometries).coordinates.flat()),
  borders: packAll(mesh(world, countries, (one, other) => one !== other).coordinates),
  states: packAll(mesh(states, states.objects.states, (one, other) => one !== other).coordinates),
};
writeFileSync(process.argv[2], JSON.stringify(map) + "\n");
