import { explore } from './checker.ts';
import { protocolModel, worlds } from './protocol.ts';
const f=Number(process.argv[2]), only=process.argv[3];
for (const w of worlds(f)) { if(only&&w.name!==only) continue; const t=performance.now(); const r=explore(protocolModel(w),{statesMax:3e6}); console.log(w.name, r, Math.round(performance.now()-t),'ms'); }
