// Every planted bug, the canary first.

import { m00 } from './m00.ts';
import { m01 } from './m01.ts';
import { m02 } from './m02.ts';
import { m03 } from './m03.ts';
import { m04 } from './m04.ts';
import { m05 } from './m05.ts';
import { m06 } from './m06.ts';
import { m07 } from './m07.ts';
import { m08 } from './m08.ts';
import { m09 } from './m09.ts';
import { m10 } from './m10.ts';
import { m11 } from './m11.ts';
import { m12 } from './m12.ts';
import { m13 } from './m13.ts';
import { m14 } from './m14.ts';
import { m15 } from './m15.ts';
import { m17 } from './m17.ts';
import { m18 } from './m18.ts';
import { m19 } from './m19.ts';
import { m20 } from './m20.ts';
import { m21 } from './m21.ts';
import { m25 } from './m25.ts';
import { m26 } from './m26.ts';
import { m27 } from './m27.ts';
import { m29 } from './m29.ts';
import { m30 } from './m30.ts';
import { m31 } from './m31.ts';
import { m32 } from './m32.ts';
import { m33 } from './m33.ts';
import { m34 } from './m34.ts';
import { m35 } from './m35.ts';
import { m36 } from './m36.ts';
import { m38 } from './m38.ts';
import { m39 } from './m39.ts';
import { m40 } from './m40.ts';
import { m41 } from './m41.ts';
import { m42 } from './m42.ts';
import { m45 } from './m45.ts';
import { m46 } from './m46.ts';
import { m47 } from './m47.ts';
import { m48 } from './m48.ts';
import { m52 } from './m52.ts';
import { m53 } from './m53.ts';
import { m54 } from './m54.ts';
import { m55 } from './m55.ts';
import { m56 } from './m56.ts';
import { m57 } from './m57.ts';
import { m58 } from './m58.ts';
import { m59 } from './m59.ts';
import { m60 } from './m60.ts';
import { m63 } from './m63.ts';
import { m64 } from './m64.ts';
import { m65 } from './m65.ts';
import { m66 } from './m66.ts';
import { m67 } from './m67.ts';
import { m68 } from './m68.ts';
import { m69 } from './m69.ts';
import { m70 } from './m70.ts';
import { m71 } from './m71.ts';
import { m72 } from './m72.ts';
import { m73 } from './m73.ts';
import { m75 } from './m75.ts';
import { m76 } from './m76.ts';
import { m77 } from './m77.ts';
import { m78 } from './m78.ts';
import { m79 } from './m79.ts';
import { m80 } from './m80.ts';
import { m82 } from './m82.ts';
import { m83 } from './m83.ts';
import { m84 } from './m84.ts';
import { m85 } from './m85.ts';
import { m86 } from './m86.ts';
import { m87 } from './m87.ts';
import { m88 } from './m88.ts';
import { m89 } from './m89.ts';
import { m90 } from './m90.ts';
import { m91 } from './m91.ts';
import { m92 } from './m92.ts';
import { m93 } from './m93.ts';
import { m94 } from './m94.ts';
import { m95 } from './m95.ts';
import { m96 } from './m96.ts';
import { m97 } from './m97.ts';
import { m98 } from './m98.ts';
import { m99 } from './m99.ts';
import { m100 } from './m100.ts';
import { m101 } from './m101.ts';
import { m102 } from './m102.ts';
import { m103 } from './m103.ts';
import { m104 } from './m104.ts';
import { m105 } from './m105.ts';
import { m106 } from './m106.ts';
import { m107 } from './m107.ts';
import { m108 } from './m108.ts';
import { m109 } from './m109.ts';
import { m110 } from './m110.ts';
import { m111 } from './m111.ts';
import { m112 } from './m112.ts';
import { m113 } from './m113.ts';
import { m114 } from './m114.ts';
import { m115 } from './m115.ts';
import { m116 } from './m116.ts';
import { m117 } from './m117.ts';
import { m118 } from './m118.ts';
import { m119 } from './m119.ts';
import { m120 } from './m120.ts';
import { m121 } from './m121.ts';
import { m122 } from './m122.ts';
import { m123 } from './m123.ts';
import { m124 } from './m124.ts';
import { m140 } from './m140.ts';
import { m141 } from './m141.ts';
import { m142 } from './m142.ts';
import { m143 } from './m143.ts';
import { m144 } from './m144.ts';
import { m145 } from './m145.ts';
import { m150 } from './m150.ts';
import { m151 } from './m151.ts';
import { m152 } from './m152.ts';
import { m153 } from './m153.ts';
import { m154 } from './m154.ts';
import { m155 } from './m155.ts';
import { m156 } from './m156.ts';
import { m157 } from './m157.ts';
import { m158 } from './m158.ts';
import { m159 } from './m159.ts';
import { m160 } from './m160.ts';
import { m161 } from './m161.ts';
import { m162 } from './m162.ts';
import { m163 } from './m163.ts';
import { m164 } from './m164.ts';
import { m200 } from './m200.ts';
import { m201 } from './m201.ts';
import { m202 } from './m202.ts';
import { m203 } from './m203.ts';
import type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [
  m00,
  m01,
  m02,
  m03,
  m04,
  m05,
  m06,
  m07,
  m08,
  m09,
  m10,
  m11,
  m12,
  m13,
  m14,
  m15,
  m17,
  m18,
  m19,
  m20,
  m21,
  m25,
  m26,
  m27,
  m29,
  m30,
  m31,
  m32,
  m33,
  m34,
  m35,
  m36,
  m38,
  m39,
  m40,
  m41,
  m42,
  m45,
  m46,
  m47,
  m48,
  m52,
  m53,
  m54,
  m55,
  m56,
  m57,
  m58,
  m59,
  m60,
  m63,
  m64,
  m65,
  m66,
  m67,
  m68,
  m69,
  m70,
  m71,
  m72,
  m73,
  m75,
  m76,
  m77,
  m78,
  m79,
  m80,
  m82,
  m83,
  m84,
  m85,
  m86,
  m87,
  m88,
  m89,
  m90,
  m91,
  m92,
  m93,
  m94,
  m95,
  m96,
  m97,
  m98,
  m99,
  m100,
  m101,
  m102,
  m103,
  m104,
  m105,
  m106,
  m107,
  m108,
  m109,
  m110,
  m111,
  m112,
  m113,
  m114,
  m115,
  m116,
  m117,
  m118,
  m119,
  m120,
  m121,
  m122,
  m123,
  m124,
  m140,
  m141,
  m142,
  m143,
  m144,
  m145,
  m200,
  m201,
  m202,
  m203,
  m150,
  m151,
  m152,
  m153,
  m154,
  m155,
  m156,
  m157,
  m158,
  m159,
  m160,
  m161,
  m162,
  m163,
  m164,
];
