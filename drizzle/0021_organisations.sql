-- Organisations: their names, identifiers and kinds, contacts of the organisation, documents with validity, and the
-- joining and parting of records. What no longer holds is ended and stays; nothing is overwritten.

-- What a name looks like: two names that may be taken for each other have one skeleton (Unicode Technical Standard 39,
-- confusables.txt of Unicode 13.0 as the npm package unhomoglyph 1.0.6 carries it; Unicode License). Letters that the
-- compatibility form already folds are left out of the lists. Case and accents do not tell names apart either.
create function app.skeleton(name text) returns text language plpgsql immutable strict parallel safe
  set search_path = public, app, pg_temp as $$
declare
  letters text := translate(replace(replace(replace(normalize(name, NFKD), 'm', 'rn'), '"', ''''''), '%', 'o/0'),
    '01ؘَؙُ֤֭֮֨᪴⃛ࣳٝ֜֝݇॔॓̌꙼٘ٚͮ᳐̑ٛ߮꛰֯۟̕៓゚ْஂံំ𑌀ํໍֹֺׁׂًࣰͦⷪ࣫߳͂ٓׄ۬݀࣪݁߭͘ंਂં̷்̢᪷᳒̅ٙ߫꛱᳚ٗ͗ࣿࣸͅऀ̶़়਼઼଼𑇊𑓃ִࣱࣲؚ̧̡᳭᳜ٖ᳕͇ࣹࣺׅ࣭᳝ٜ𐨺࣮᳞༷̹᳙᳘॒̠̗ٟ݂〭ࣨࣥ̍〬ਃఃಃഃඃး𑓁់່້໊໋꙯   ߺ‐‒–۔⁃˗−➖Ⲻ؍٫‚ꓹ⸲٬⸵ःઃ։܃܄᛬᠃᠉⁚׃˸꞉∶ːꓽǃⵑʔɁॽᎮꛫ⸮𝅭܁܂꘎𐩐٠۰ꓸ・᛫⸱𐄁•‧∙⋅ꞏᐧ꠰՝‘’‛′‵՚׳`ʹˈˊˋ˴ʻʽʼʾꞌיߴߵᑊᛌ𖽑𖽒❨❲〔﴾❩❳〕﴿❴𝄔❵〚〛⟨〈㇛く𡿨⟩〉⸿⁎٭∗𐌟᜵⁁∕⁄╱⟋⧸𝈺㇓〳Ⳇノ丿∖⟍⧵⧹𝈏𝈻㇔丶ꝸ૰𑂻𑇇⚬𑇛៙៕៚˄ˆ꙾▔͵˻꜖꜔。⸰∘○◦௵𝈛⯬⯭⯮⯯↵𞣌⌀𑢨█■⨿᛭➕𐊛➗‹❮˂𝈶ᐸᚲ᐀⹀゠꓿›❯˃𝈷ᐳ𖼿⁓∼𞣈⋀⸫⸪⸬𑇞♎🝞≣⨃⨄𝈸𝈹⨅⨆⨂⍟🝱🝕◁▷◠⨽⌥⧇◎⦾⧅⦰⏃⏂⏁⏆☸▱⏼┃┏┣▐▗▝☐▸►⳩🜊🌒🌙⏾🌘⧙🜺⨾𐆠↺ൎ—―─━㇐ꟷᅳ一₤〒᭜꧆𑓑೧ၥꝚƧϨꙄᒿꛯꧏ۲૨𑓒೨𝈆ꞫȜƷꝪⳌЗӠ𖼻𑣊۳𞣉૩Ꮞ𑢯۴૪Ƽ𑢻ⳒбᏮ𑣕۶𑓖𝈒𐓒𑣆ଃ৪੪𞣋ȣȢ𐌚૮੧୨৭൭ꝮⳊ𑣌𑢬𑣖१𑣤۹೯⍺ɑαаⷶΑАᎪᗅꓮ𖽀𐊠ꭺ∀𝈗ᗄꓯ𐐟ƄЬᏏᑲᖯꞴΒВᏴᗷꓐ𐊂𐊡𐌁вᏼᴄⲥсꮯ𐐽ⷭ🝌𑣲𑣩ⲤСᏟꓚ𐊢𐌂𐐕𐔜⋴ɛεⲉєԑꮛ𑣎𐐩€ⲈЄͽϿԁᏧᑯꓒᎠᗞᗪꓓꝺꭰ⸹δծᕷ℮ꬲеҽⷷ⋿ΕЕⴹᎬꓰ𑢦𑢮𐊆ꭼəә∃ⴺꓱӘ𝈡ԐᏋ𖼭𐐁ᴈз𐑂ꞝ𐐪ꬵꞙẝք𝈓ꞘϜᖴꓝ𑣂𑢢𐊇𐊥𐔥ᖵꓞ𝈰ᖷɡᶃƍցԌᏀᏳꓖԍꮐᏻһհᏂΗⲎНᎻᕼꓧ𐋏нꮋԊꮀͰᎨᎰꚱꞕ⍳ıɪɩιіꙇӏꭵᎥ𑣃ϳјꞲͿЈᎫᒍꓙյꭻΚⲔКᏦᛕꓗ𐔘׀|∣⏽١۱𐌠𞣇IƖǀΙⲒІӀוןاߊⵏᛁꓲ𖼨𐊊𐌉𝈪ⳐᏞᒪꓡ𖼖𑢣𑢲𐐛𐔦ⳑꮮ𐑃ΜϺⲘМᎷᗰᛖꓟ𐊰𐌑ⷨոռΝⲚꓠ𐔓ͷи𐑍ంಂംං०੦૦௦౦೦൦๐໐၀٥۵ᴏᴑꬽοσⲟоჿօסهھہەഠဝ𐓪𑣈𑣗𐐬߀০୦〇𑓐𑣠ΟⲞОՕⵔዐଠ𐓂ꓳ𑢵𐊒𐊫𐐄𐔖ↄᴐͻ𐑋ↃϽꓛ𐐣𐐿⍴ρⲣрΡⲢРᏢᑭꓑ𐊕ᴩꮲφⲫфԛգզⵕᶐᴋκⲕкꮶꭇꭈᴦⲅгꮁ𝈖ƦᎡᏒ𐒴ᖇꓣ𖼵ꭱꮢя℩ꜱƽѕꮪ𑣁𐑈ЅՏᏕᏚꓢ𖼺𐊖𐐠ꞵβᏰ∫ꭍ∑Σⵉ⊤⟙🝨ΤⲦТᎢꓔ𖼊𑢼𐊗𐊱𐌕ႠτтꭲᎿꞟᴜꭎꭒʋυս𐓶𑣘∪⋃Սሀ𐓎ᑌꓴ𖽂𑢸պሣ℧ᘮᘴ∨⋁ᴠνѵט𑜆ꮩ𑣀𝈍٧۷ѴⴸᏙᐯꛟꓦ𖼈𑢠𐔝ᴧ𐓘٨۸ΛЛⴷ𐒰ᐱꛎꓥ𖼽𐊍ɯᴡѡԝա𑜊𑜎𑜏ꮃ𑣯𑣦ԜᎳᏔꓪᴍмꮇ᙮×⤫⤬⨯хᕁᕽⷯ᙭╳𐌢𑣬ꞳΧⲬХⵝᚷꓫ𐊐𐊴𐌗𐔧ɣᶌʏỿꭚγуүყ𑣜ΥⲨУҮᎩᎽꓬ𖽃𑢤𐊲ʒꝫⳍӡჳᴢꮓ𑣄𐋵𑣥ΖᏃꓜ𑢩ƿϸϷ𐓄ᴤϩꙅьꮟꭾꛍ⊙☉⨀Ꙩⵙ𐓃ⲄГᎱᒥ𖼇∆△🜂Ⲇⵠᐃ𖼚𐊅𐊣ⳤⲖ𐓛ᴨп∏ⲠПꛛ𐊭𐌒ϛⲪФՓቀᛰ𐊳ꭓꭕⲭѱ𐓹ⲮѰ𐓑ᛘ𐊵⍵ꞷⲱꙍᘯᘵ𐊶☰Ⳝ𝈋Ͷꚡ𐐥𐒼ᴫꭠ𐓫ᷮ𐓍𝈂𝈢ᏇᗯꞶӌӋⲽⲼ℈🜁𖼜ꦒኔ∩⋂𝉅በᑎꓵ₽˓ʿېࢩݧ⍥ۃ𐋡𐋲𐋨؏ڧࢻٯࢼکڪݢࢰ𐋤ࢱٮںࢽيیے𐊸⁞⸽⦙⁝⋮ՄՌԻՊઽ𑇜𑇋ુૂੋ੍્𑒒𑒔𑒖𑒘𑒙𑒛𑒪𑒞𑒟𑒠𑒡𑒢𑒣𑒩𑒧𑒨𑒫𑒝𑒭𑒮𑓄𑒰𑒱𑒹𑓂𑒽௮ரா௨ഉ௭ஜജ௧௪ണ௰ഴௗைശ௸ിീಅಆಇಒಜಞಣಯಱಲൡറൂൃ෪෫𑗘𑗙𑗚𑗛𑗜𑗝ฃดตมຈซฏทບປຝພຟฦຍ។ๅិីឹឺຸູཪ𑲲ឣ᧐᧑᪀᪐꩓꩖᭒᭓᭘ꦣᢖᡕᓑᕀ⍩⸧⊃⸦⊂ᘃᘂᘄᘇᘢᘣᘤ⪫⪪ꓷꓭᣛꚰᛡ⍿ᛂ𝈿↑↿ⵣ↾⨡⋄◇◊♢🝔𑢷𐊔⋈⨝𐓐↕𐳼𐳺ᆨᆫᆮᆯᆷᆸᆺᆼᆽᆾᆿᇀᇁᇂᇫᇰᇹヘ⍁⧄꒞꒬꒜꒨꒿꒾꒔꓀꓂꒺꒰꒧⊥⟂𝈜ꞱꞞ⅁⅂𝈕𝈫𖼦𐐑⅃⊕⨁🜨Ꚛ▽𝈔🜄⧖ꞛꞚ𐒠𐏑𐏓𒀸☥𓋹⎜⎟⎢⎥⎪⎮㇑ᅵ㇠㇟⺃㇖⺂⻲㇚ニイ⺅倂值⺎ハ⺉カ࿖࿕ト⺋ロ囗䎛啟士㦳填壿タ嬀⺐⺏エ⺒帲⺓⺔⺖⺗戸⺘搉⺙⻫⺛曶晩肦胐胊脁胶脧幐䐠膧柿槩樧⻭⺞⺠⺡⺢潙⺣⺤⺦⺨鿃晣硏⺭⻯⺯絶⺫⺲⺱⺹⺺腁朦⺾⺿⻀蔿虁⻁⻂⻄⻃⻅詽訞讏⻈豣⻉趆跺躛輧⻋⻌⻍郞鎮⻐⻑⻒⻓⻔⻏⻖隸⻘⻙⻚⻛⻜⻝⻟⻠⻢⻤⻥鹃⻨⻩黒⻬⻮⻰',
    'Ol̸̵ٌٌٌٍِِٰ̨̨̨֖̖̩̩̫̳͔͕̣̣̣̣̣̣̣̣̣̣̣̣̣̤̤̥̥̦̦̦̭̮̱̱ٕܼ֚֘֙ۛۛ̓̓̓̓̔́́́́́́̀̆̆̆̆̆̂̂̂̂̂̊̊̊̊̊̊̊̊̊̊̊̊̊̈̈̋̋̃̃̇̇̇̇̇̇̇̇̇̇̇̇̇̇̇̄̄̄̄̄̎̒͐͐͐͒̉ঃঃঃঃঃঃঃ่่้๊๋⃩   _---------,,,,،،؛:::::::::::::::!!?????؟........··········।''''''''''''''''''''''''''''''''''''''''''''''''''''(((()))){{}⟦⟧❬❬❬❬❬❭❭¶****/////////////\\\\\\\\&॰॰॰॰꣼๏๚๛^^ˇˉˏ˪˪˫˳°°°°௳⅄↞↟↠↡↲∂∅∇∎∎∐+++÷<<<<<<====>>>>>>~~∠∧∴∵∷≈≏≏≡⊍⊎⊏⊐⊓⊔⊗⊛⊠⊡⊲⊳⌒⌙⌤⌻⌾⌾⍂⍉⍋⍎⍕⍭⎈⏥⏻│┌├▌▖▘□▶▶☧☩☽☽☾☾⦚⧟⨟⳨🄎ॱーーーーーーーー£₸᭐꧐১౧၁222222٢٢२২౨3333333333٣٣३44٤४556666٦৬7778888888८999999999٩٩٩౯aaaaͣAAAAAAAᴀⱯⱯⱯⱯⱰbbbbbBBBBBBBBBʙʙcccccͨCCCCCCCCCCCꞓꞓꞓꞓꞓꞓꞓꞓꞓꞒꞒꞒꜿꜾddddDDDDꝹᴅẟẟẟẟeeeeͤEEEEEEEEEᴇǝǝƎƎƎƏƐƐƐƐƐɜɜɞʚʚffffFFFFFFFFFFℲℲꟻꟻggggGGGGɢɢɢhhhHHHHHHHʜʜǶⱶⱵⱵⱵⱵꜧiiiiiiiiiiijjJJJJJJȷᴊKKKKKKKlllllllllllllllllllllllllLLLLLLLLLLʟʟʟMMMMMMMMMMᷟnnNNNNᴎᴎᴎooooooooooooooooooooooooooooooooooooOOOOOOOOOOOOOOOOOOOOɔɔɔɔƆƆƆƆɷppppPPPPPPPᴘᴘɸɸɸqqqQɋĸĸĸĸĸrrrrrrRRRRRRRRʀʀᴙɿssssssSSSSSSSSßßßʃʃƩƩƩTTTTTTTTTTTTTꞆᴛᴛᴛƫuuuuuuuuuUUUUUUUUUɰɰƱƱƱvvvvvvvvvVVVVVVVVVVVVʌʌɅɅɅɅɅɅɅɅɅɅɅwwwwwwwwwWWWWWWʍʍʍxxxxxxxxͯXXXXXXXXXXXXXXXyyyyyyyyyyYYYYYYYYYYȝȝȝȝȝzzzZZZZZZþþÞÞƨƨƨƅƅɂʡʘʘʘʘʘʘΓΓΓΓΓΔΔΔΔΔΔΔΔΔϗλλππΠΠΠΠϘϘςΦΦΦΦΦΦχχχψψΨΨΨΨΨωωωωΩΩΩⲶϬИИИИӃлљꙩⷬЋӾѠѠѠꙌҷҶшШЭꙘꙘⰿձՈՈՈՈՈՈՔՙՙٻݔݔةةدصطعفڡڡڡككڬگووىىىىىىⵀⵂⵂⵂⵗⵗሆቡኮጣऽꣻऺुूॆ््ঘচজঞটডণতথদধনপবমযরলষসঽািে্ৗஅஈஈஉஉஎஐஐகசணயழளனஶஷிிఅఆఇఒజఞణయఱలഞരുുජද𑖂𑖂𑖃𑖄𑖲𑖳ขคคฆจชฎฑบปฝพฟภยฯาิีึืุูར𑲪អᦞᦱᩅᩅꨁꨣᬍᬑᬨꦝᡜᠵᐡᐩᐵᑐᑐᑕᑕᒉᒐᓓᓚᕃᕆᕊᗒᗕᗡᙠᣵᚹᚼᚽᚽᛋᛏᛐᛯᛚᛚᛜᛜᛜᛜᛜᛜᛜᛞᛞᛦᛨ𐲂𐲥ᄀᄂᄃᄅᄆᄇᄉᄋᄌᄎᄏᄐᄑᄒᅀᅌᅙへ〼〼ꁊꁐꃀꄲꉙꊱꋍꎫꎵꎿꏂꑘꓕꓕꓕꓕꓤꓨꓶꓶꓶꓶꓶ𖼀𐊨𐊨𐊨𐊨𐊼𐊼𐊼𐋀𐐺𐐒𐒆𐎂𐎓𐎚𐦞𐦞丨丨丨丨丨丨丨丨乙乚乚乛乛亀亅二亻亻併値兀八刂力卍卐卜㔾口口㖈啓土㘽塡墫夕媯尢尣工巳帡幺彑忄㣺戶扌㩁攵斉旡㫚晚朌朏朐朓㬵朘㬺㬻朣杮㮣榝歯歺民氵氺溈灬爫丬犭䀹䀿研礻竜糹絕罒罒罓耂肀胼䑃艹艹艹蒍蘷虎衤西覀见訮䚶讆讠豜贝赿跥躗軿车辶辶郎鎭钅長镸长门阝阝隷青韦页风飞食飠饣马鬼鱼鹂麦黄黑齐齿龙');
  several constant jsonb := '{"ۨ":"̆̇","̐":"̆̇","ँ":"̆̇","ঁ":"̆̇","ઁ":"̆̇","ଁ":"̆̇","ఀ":"̆̇","ಁ":"̆̇","ഁ":"̆̇","𑒿":"̆̇","⨩":"-̓","⸚":"-̈","∸":"-̇","⨪":"-̣","꓾":"-.","⧴":":→","ꓻ":".,","ꓺ":"..","꛴":"꛳꛳","⋯":"···","ⵈ":"···","ᑄ":"·<","⋗":"·>","ᐷ":"·>","ᑀ":"·>","ᔯ":"·4","ᑾ":"·b","ᒀ":"·ḃ","ᑺ":"·d","ᒘ":"·J","ᒶ":"·L","ᑶ":"·P","ᑗ":"·U","ᐺ":"·V","ᐼ":"·Ʌ","ᒮ":"·Γ","ᐎ":"·Δ","ᑙ":"·Ո","ᐌ":"·ᐁ","ᐐ":"·ᐄ","ᐒ":"·ᐅ","ᐔ":"·ᐆ","ᐗ":"·ᐊ","ᐙ":"·ᐋ","ᐾ":"·ᐲ","ᑂ":"·ᐴ","ᑆ":"·ᐹ","ᑛ":"·ᑏ","ᑔ":"·ᑐ","ᑝ":"·ᑐ","ᑟ":"·ᑑ","ᑡ":"·ᑕ","ᑣ":"·ᑖ","ᑴ":"·ᑫ","ᑸ":"·ᑮ","ᑼ":"·ᑰ","ᒒ":"·ᒉ","ᒔ":"·ᒋ","ᒖ":"·ᒌ","ᒚ":"·ᒎ","ᒜ":"·ᒐ","ᒞ":"·ᒑ","ᒬ":"·ᒣ","ᒰ":"·ᒦ","ᒲ":"·ᒧ","ᒴ":"·ᒨ","ᒸ":"·ᒫ","ᓉ":"·ᓀ","ᣆ":"·ᓂ","ᣈ":"·ᓃ","ᣊ":"·ᓄ","ᣌ":"·ᓅ","ᓋ":"·ᓇ","ᓍ":"·ᓈ","ᓜ":"·ᓓ","ᓞ":"·ᓕ","ᓠ":"·ᓖ","ᓢ":"·ᓗ","ᓤ":"·ᓘ","ᓦ":"·ᓚ","ᓨ":"·ᓛ","ᓶ":"·ᓭ","ᓸ":"·ᓯ","ᓺ":"·ᓰ","ᓼ":"·ᓱ","ᓾ":"·ᓲ","ᔀ":"·ᓴ","ᔂ":"·ᓵ","ᔗ":"·ᔐ","ᔙ":"·ᔑ","ᔛ":"·ᔒ","ᔝ":"·ᔓ","ᔟ":"·ᔔ","ᔡ":"·ᔕ","ᔣ":"·ᔖ","ᔱ":"·ᔨ","ᔳ":"·ᔩ","ᔵ":"·ᔪ","ᔷ":"·ᔫ","ᔹ":"·ᔭ","ᔻ":"·ᔮ","ᣎ":"·ᕃ","ᣏ":"·ᕆ","ᣐ":"·ᕇ","ᣑ":"·ᕈ","ᣒ":"·ᕉ","ᣓ":"·ᕋ","ᕎ":"·ᕌ","ᕛ":"·ᕚ","ᕨ":"·ᕧ","ᢳ":"·ᢱ","ᢶ":"·ᢴ","ᢹ":"·ᢸ","ᣂ":"·ᣀ","॥":"।।","᰼":"᰻᰻","။":"၊၊","᪩":"᪨᪨","᪫":"᪪᪨","᭟":"᭞᭞","𐩗":"𐩖𐩖","𑑌":"𑑋𑑋","𑙂":"𑙁𑙁","𑱂":"𑱁𑱁","᱿":"᱾᱾","᳓":"''''","“":"''''","”":"''''","‟":"''''","〃":"''''","״":"''''","ʺ":"''''","˶":"''''","ˮ":"''''","ײ":"''''","Ɓ":"''B","Ɗ":"''D","Ƥ":"''P","Ƭ":"''T","Ƴ":"''Y","⸨":"((","⸩":"))","⧶":"/̄","⫽":"//","⫻":"///","⳹":"\\\\","⑊":"\\\\","⟈":"\\ᑕ","༎":"།།","ъ":"ˉb","ꙑ":"ˉbi","⍜":"°̲","⍤":"°̈","༛":"༚༚","༟":"༚༝","࿎":"༝༚","༞":"༝༝","⥥":"⇃⇂","⥯":"⇃ᛚ","𞣍":"∂̵","ð":"∂̵","⍢":"∇̈","⍫":"∇̴","⨣":"+̂","⨢":"+̊","⨤":"+̃","∔":"+̇","⨥":"+̣","⨦":"+̰","⨧":"+2","⋖":"<·","Ⲵ":"<·","ᑅ":"<·","≪":"<<","⋘":"<<<","≚":"=̆","≙":"=̂","≗":"=̊","≐":"=̇","≑":"=̣̇","⩮":"=⃰","≞":"=ͫ","ᑁ":">·","⪥":"><","≫":">>","⨠":">>","⋙":">>>","⍨":"~̈","⸞":"~̇","⩪":"~̇","⸟":"~̣","⍣":"⋆̈","♩":"𝅘𝅥","♪":"𝅘𝅥𝅮","ᆖ":"ーー","ힹ":"ーᅡ","ힺ":"ーᅥ","ힻ":"ーᅥ丨","ힼ":"ーᅩ","ᆕ":"ーᅮ","ᅴ":"ー丨","ᆗ":"ー丨ᅮ","🄏":"$⃠","⏨":"lO","ƻ":"2̵","෩":"෨ා","෯":"෨ී","Ҙ":"3̦","ᔰ":"4·","⍶":"a̲","ꜳ":"aa","Ꜳ":"AA","æ":"ae","ӕ":"ae","Æ":"AE","Ӕ":"AE","ꜵ":"ao","Ꜵ":"AO","🜇":"AR","ꜷ":"au","Ꜷ":"AU","ꜹ":"av","ꜻ":"av","Ꜹ":"AV","Ꜻ":"AV","ꜽ":"ay","Ꜽ":"AY","ɓ":"b̔","ᑳ":"ḃ","ƃ":"b̄","Ƃ":"b̄","Б":"b̄","ƀ":"b̵","ҍ":"b̵","Ҍ":"b̵","ѣ":"b̵","Ѣ":"b̵","ᑿ":"b·","ᒁ":"ḃ·","ᒈ":"b''","Ы":"bl","¢":"c̸","ȼ":"c̸","₡":"C⃫","🅮":"C⃠","ҫ":"c̦","Ҫ":"C̦","Ƈ":"C''","🅭":"cc\t⃝","⍷":"ꞓ̲","ɗ":"d̔","ɖ":"d̨","ƌ":"d̄","đ":"d̵","Đ":"D̵","Ð":"D̵","Ɖ":"D̵","₫":"ḏ̵","ᑻ":"d·","ᒇ":"d''","ʤ":"dȝ","ʣ":"dz","ʥ":"dʑ","ɇ":"e̸","Ɇ":"E̸","ҿ":"ę","ɚ":"ǝ˞","ᴔ":"ǝo","ꭁ":"ǝo̸","ꭂ":"ǝo̵","ҙ":"ɜ̦","ƒ":"f̦","Ƒ":"F̦","ᵮ":"f̴","ʩ":"fŋ","ɠ":"g̔","ǥ":"g̵","Ǥ":"G̵","Ɠ":"G''","ɦ":"h̔","ꚕ":"h̔","Ᏺ":"h̔","Ⱨ":"H̩","Ң":"H̩","ħ":"h̵","ћ":"h̵","Ħ":"H̵","Ӊ":"H̦","Ӈ":"H̦","ң":"ʜ̩","ӊ":"ʜ̦","ӈ":"ʜ̦","⍸":"i̲","ɨ":"i̵","ᵻ":"i̵","ᵼ":"i̵","ɉ":"j̵","Ɉ":"J̵","ᒙ":"J·","ƙ":"k̔","Ⱪ":"K̩","Қ":"K̩","₭":"K̵","Ꝁ":"K̵","Ҟ":"K̵","Ƙ":"K''","ł":"l̸","Ł":"L̸","ɭ":"l̨","Ɨ":"l̵","ƚ":"l̵","ɫ":"l̴","ٳ":"lٕ","ᒷ":"l·","ױ":"l''","‖":"ll","∥":"ll","ǁ":"ll","װ":"ll","𐆙":"l̵l̵","𐆘":"l̵l̵S̵","Ю":"lO","ʪ":"ls","₶":"lt","ɮ":"lȝ","ʫ":"lz","ٲ":"lٴ","Ӎ":"M̦","🝫":"MB","𐆎":"N̊","ɳ":"n̨","ƞ":"n̩","η":"n̩","Ɲ":"N̦","ᵰ":"n̴","ۿ":"ô","ø":"o̸","ꬾ":"o̸","Ø":"O̸","ⵁ":"O̸","ɵ":"o̵","ꝋ":"o̵","ө":"o̵","ѳ":"o̵","ꮎ":"o̵","ꮻ":"o̵","⊖":"O̵","⊝":"O̵","⍬":"O̵","𝈚":"O̵","🜔":"O̵","Ɵ":"O̵","Ꝋ":"O̵","θ":"O̵","Θ":"O̵","Ө":"O̵","Ѳ":"O̵","ⴱ":"O̵","Ꮎ":"O̵","Ꮻ":"O̵","ꭴ":"ơ","Ꭴ":"O''","٪":"o/O","⁒":"o/O","‰":"o/OO","؉":"o/OO","‱":"o/OOO","؊":"o/OOO","œ":"oe","Œ":"OE","ɶ":"oᴇ","∞":"oo","ꝏ":"oo","ꚙ":"oo","Ꝏ":"OO","Ꚙ":"OO","ൟ":"oരo","တ":"oာ","ꬿ":"ɔ̸","ꭢ":"ɔe","ƥ":"p̔","ᵽ":"p̵","ᑷ":"p·","ᒆ":"P''","ʠ":"q̔","🜀":"QE","қ":"ĸ̩","ҟ":"ĸ̵","ɽ":"r̨","ɼ":"r̩","ɍ":"r̵","ғ":"r̵","ᵲ":"r̴","ґ":"r''","𑣣":"rn","𑜀":"rn","₥":"rn̸","ɱ":"rn̦","ᵯ":"rn̴","ᵳ":"ɾ̴","ʂ":"s̨","ᵴ":"s̴","🝜":"sss","ƭ":"t̔","⍡":"T̈","Ⱦ":"T̸","Ʈ":"T̨","Ҭ":"T̩","₮":"T⃫","ŧ":"t̵","Ŧ":"T̵","ᵵ":"t̴","Ꜩ":"T3","ʨ":"tɕ","ꝷ":"tf","ʦ":"ts","ʧ":"tʃ","ꜩ":"tȝ","ҭ":"ᴛ̩","ᵾ":"u̵","ꮜ":"u̵","Ʉ":"U̵","Ꮜ":"U̵","ᑘ":"U·","ᑧ":"U''","ᵫ":"ue","ꭣ":"uo","ᵿ":"ʊ̵","𐆗":"V̵","ᐻ":"V·","🝬":"VB","🜈":"Vᷤ","Ӆ":"Ʌ̦","ᐽ":"Ʌ·","ѽ":"w҆҇","𑓅":"ẇ","₩":"W̵","ꝡ":"w̦","ӎ":"ʍ̦","⨰":"ẋ","Ҳ":"X̩","𐆖":"X̵","ƴ":"y̔","ɏ":"y̵","ұ":"y̵","¥":"Y̵","Ɏ":"Y̵","Ұ":"Y̵","ʐ":"z̨","ƶ":"z̵","Ƶ":"Z̵","ȥ":"z̦","Ȥ":"Z̦","ᵶ":"z̴","ы":"ƅi","Ғ":"Γ̵","ᒯ":"Γ·","Ґ":"Γ''","⍙":"Δ̲","ᐏ":"Δ·","ᐬ":"Δᐠ","⍹":"ω̲","җ":"ж̩","Җ":"Ж̩","Ҋ":"Ѝ̦","ҋ":"ᴎ̦̆","ӆ":"л̦","Ѽ":"Ѡ҆҇","ᣭ":"Ѡ·","Ҿ":"Ҽ̨","Ꙑ":"Ъl","ᑚ":"Ո·","ᑨ":"Ո''","۽":"ء͈","ݑ":"بۛ","ࢶ":"بۢ","ࢡ":"بٔ","څ":"حۛ","ځ":"حٔ","ݲ":"حٔ","ڈ":"دؕ","ڎ":"دۛ","ۮ":"د̂","ࢮ":"د̤̣","ڋ":"ڊؕ","ڑ":"رؕ","ژ":"رۛ","ڒ":"ر̆","ࢹ":"ر̆̇","ۯ":"ر̂","ݬ":"رٔ","ࢲ":"ز̂","ݱ":"ڗؕ","ش":"سۛ","ݾ":"س̂","ڞ":"صۛ","ࢯ":"ص̤̣","ڟ":"طۛ","ڤ":"ڡۛ","ڨ":"ڡۛ","ࢤ":"ڢۛ","ڭ":"كۛ","ݣ":"كۛ","ڴ":"گۛ","ڷ":"لۛ","ڵ":"ل̆","ࢧ":"مۛ","۾":"م͈","ݨ":"نؕ","ݩ":"ن̆","ۋ":"وۛ","ۇ":"و̓","ۆ":"و̆","ۉ":"و̂","ۈ":"وٰ","ٹ":"ىؕ","ڻ":"ىؕ","پ":"ىۛ","ث":"ىۛ","ڽ":"ىۛ","ۑ":"ىۛ","ؿ":"ىۛ","ࢷ":"ىۛۢ","ݖ":"ى̆","ێ":"ى̆","ࢺ":"ى̆̇","ؽ":"ى̂","ࢨ":"ىٔ","आ":"अा","ऒ":"अाॆ","ओ":"अाे","औ":"अाै","ऄ":"अॆ","ऑ":"अॉ","ऍ":"एॅ","ऎ":"एॆ","ऐ":"एे","ई":"र्इ","আ":"অা","ৠ":"ঋৃ","ৡ":"ঋৃ","ਉ":"ੳੁ","ਊ":"ੳੂ","ਆ":"ਅਾ","ਐ":"ਅੈ","ਔ":"ਅੌ","ਇ":"ੲਿ","ਈ":"ੲੀ","ਏ":"ੲੇ","આ":"અા","ઑ":"અાૅ","ઓ":"અાે","ઔ":"અાૈ","ઍ":"અૅ","એ":"અે","ઐ":"અૈ","ଆ":"ଅା","௫":"ஈு","ஊ":"உள","ഊ":"உൗ","௷":"எவ","௬":"சு","௲":"சூ","ഺ":"டி","௺":"நீ","௴":"மீ","ౠ":"ఋా","ౡ":"ఌా","ఔ":"ఒౌ","ಔ":"ఒౌ","ఓ":"ఒౕ","ಓ":"ఒౕ","ఢ":"డ̣","థ":"ధּ","భ":"బ̣","ఠ":"రּ","ష":"వ̣","హ":"వా","మ":"వు","ూ":"ుా","ౄ":"ృా","ೡ":"ಌಾ","ഈ":"ഇൗ","ഐ":"എെ","ഓ":"ഒാ","ഔ":"ഒൗ","൫":"ദ്ര","൹":"നു","ഌ":"നു","ങ":"നു","൯":"ന്","ൻ":"ന്","൬":"ന്ന","൚":"ന്മ","൪":"ര്","ർ":"ര്","൮":"വ്ര","൶":"ഹ്മ","ൈ":"െെ","𑐓":"𑐴𑑂𑐒","𑐙":"𑐴𑑂𑐘","𑐤":"𑐴𑑂𑐣","𑐪":"𑐴𑑂𑐩","𑐭":"𑐴𑑂𑐬","𑐯":"𑐴𑑂𑐮","แ":"เเ","༂":"འུྂཿ","༃":"འུྂ༔","ༀ":"ཨོཾ","ႁ":"ဂှ","က":"ဂာ","ၰ":"ဃှ","ၦ":"ပှ","ဟ":"ပာ","ၯ":"ပာှ","ၾ":"ၽှ","ဩ":"သြ","ဪ":"သြော်","႞":"ႃ̊","ᐍ":"ᐁ·","ᐫ":"ᐁᐠ","ᐑ":"ᐄ·","ᐓ":"ᐅ·","ᐭ":"ᐅᐠ","ᐕ":"ᐆ·","ᐘ":"ᐊ·","ᐮ":"ᐊᐠ","ᐚ":"ᐋ·","ᣝ":"ᐞᣟ","ᐿ":"ᐲ·","ᑃ":"ᐴ·","ᑇ":"ᐹ·","ᑜ":"ᑏ·","ᑞ":"ᑐ·","ᑩ":"ᑐ''","⟉":"ᑐ/","⫗":"ᑐᑕ","ᑠ":"ᑑ·","ᑢ":"ᑕ·","ᑪ":"ᑕ''","ᑤ":"ᑖ·","ᑵ":"ᑫ·","ᒅ":"ᑫ''","ᑹ":"ᑮ·","ᑽ":"ᑰ·","ᒓ":"ᒉ·","ᒕ":"ᒋ·","ᒗ":"ᒌ·","ᒛ":"ᒎ·","ᒝ":"ᒐ·","ᒟ":"ᒑ·","ᒭ":"ᒣ·","ᒱ":"ᒦ·","ᒳ":"ᒧ·","ᒵ":"ᒨ·","ᒹ":"ᒫ·","ᓊ":"ᓀ·","ᣇ":"ᓂ·","ᣉ":"ᓃ·","ᣋ":"ᓄ·","ᣍ":"ᓅ·","ᓌ":"ᓇ·","ᓎ":"ᓈ·","ᓝ":"ᓓ·","ᓟ":"ᓕ·","ᓡ":"ᓖ·","ᓣ":"ᓗ·","ᓥ":"ᓘ·","ᓧ":"ᓚ·","ᓩ":"ᓛ·","ᓷ":"ᓭ·","ᓹ":"ᓯ·","ᓻ":"ᓰ·","ᓽ":"ᓱ·","ᓿ":"ᓲ·","ᔁ":"ᓴ·","ᔃ":"ᓵ·","ᔌ":"ᔋ<","ᔎ":"ᔋb","ᔍ":"ᔋᑕ","ᔏ":"ᔋᒐ","ᔘ":"ᔐ·","ᔚ":"ᔑ·","ᔜ":"ᔒ·","ᔞ":"ᔓ·","ᔠ":"ᔔ·","ᔢ":"ᔕ·","ᔤ":"ᔖ·","ᔲ":"ᔨ·","ᔴ":"ᔩ·","ᔶ":"ᔪ·","ᔸ":"ᔫ·","ᔺ":"ᔭ·","ᔼ":"ᔮ·","ᣠ":"ᕃ·","ᕏ":"ᕌ·","ᖃ":"ᕐb","ᖄ":"ᕐḃ","ᖁ":"ᕐd","ᕿ":"ᕐP","ᙯ":"ᕐᑫ","ᕾ":"ᕐᑬ","ᖀ":"ᕐᑮ","ᖂ":"ᕐᑰ","ᖅ":"ᕐᒃ","ᕜ":"ᕚ·","ᣣ":"ᕞ·","ᣤ":"ᕦ·","ᕩ":"ᕧ·","ᣥ":"ᕫ·","ᣨ":"ᖆ·","ᖑ":"ᖕJ","ᙰ":"ᖕᒉ","ᖎ":"ᖕᒊ","ᖏ":"ᖕᒋ","ᖐ":"ᖕᒌ","ᖒ":"ᖕᒎ","ᖓ":"ᖕᒐ","ᖔ":"ᖕᒑ","ᙳ":"ᖖJ","ᙱ":"ᖖᒋ","ᙲ":"ᖖᒌ","ᙴ":"ᖖᒎ","ᙵ":"ᖖᒐ","ᙶ":"ᖖᒑ","ᣪ":"ᖗ·","ᙷ":"ᖧ·","ᙸ":"ᖨ·","ᙹ":"ᖩ·","ᙺ":"ᖪ·","ᙻ":"ᖫ·","ᙼ":"ᖬ·","ᙽ":"ᖭ·","ᣰ":"ᗴ·","ᣲ":"ᘛ·","ᣜ":"ᣟᐞ","⥮":"ᛐ⇂","⥣":"ᛐᛚ","⍚":"ᛜ̲","ᄁ":"ᄀᄀ","ᆩ":"ᄀᄀ","ᇺ":"ᄀᄂ","ᅚ":"ᄀᄃ","ᇃ":"ᄀᄅ","ᇻ":"ᄀᄇ","ᆪ":"ᄀᄉ","ᇄ":"ᄀᄉᄀ","ᇼ":"ᄀᄎ","ᇽ":"ᄀᄏ","ᇾ":"ᄀᄒ","ᄓ":"ᄂᄀ","ᇅ":"ᄂᄀ","ᄔ":"ᄂᄂ","ᇿ":"ᄂᄂ","ᄕ":"ᄂᄃ","ᇆ":"ᄂᄃ","ퟋ":"ᄂᄅ","ᄖ":"ᄂᄇ","ᅛ":"ᄂᄉ","ᇇ":"ᄂᄉ","ᅜ":"ᄂᄌ","ᆬ":"ᄂᄌ","ퟌ":"ᄂᄎ","ᇉ":"ᄂᄐ","ᅝ":"ᄂᄒ","ᆭ":"ᄂᄒ","ᇈ":"ᄂᅀ","ᄗ":"ᄃᄀ","ᇊ":"ᄃᄀ","ᄄ":"ᄃᄃ","ퟍ":"ᄃᄃ","ퟎ":"ᄃᄃᄇ","ᅞ":"ᄃᄅ","ᇋ":"ᄃᄅ","ꥠ":"ᄃᄆ","ꥡ":"ᄃᄇ","ퟏ":"ᄃᄇ","ꥢ":"ᄃᄉ","ퟐ":"ᄃᄉ","ퟑ":"ᄃᄉᄀ","ꥣ":"ᄃᄌ","ퟒ":"ᄃᄌ","ퟓ":"ᄃᄎ","ퟔ":"ᄃᄐ","ꥤ":"ᄅᄀ","ᆰ":"ᄅᄀ","ꥥ":"ᄅᄀᄀ","ퟕ":"ᄅᄀᄀ","ᇌ":"ᄅᄀᄉ","ퟖ":"ᄅᄀᄒ","ᄘ":"ᄅᄂ","ᇍ":"ᄅᄂ","ꥦ":"ᄅᄃ","ᇎ":"ᄅᄃ","ꥧ":"ᄅᄃᄃ","ᇏ":"ᄅᄃᄒ","ᄙ":"ᄅᄅ","ᇐ":"ᄅᄅ","ퟗ":"ᄅᄅᄏ","ꥨ":"ᄅᄆ","ᆱ":"ᄅᄆ","ᇑ":"ᄅᄆᄀ","ᇒ":"ᄅᄆᄉ","ퟘ":"ᄅᄆᄒ","ꥩ":"ᄅᄇ","ᆲ":"ᄅᄇ","ퟙ":"ᄅᄇᄃ","ꥪ":"ᄅᄇᄇ","ᇓ":"ᄅᄇᄉ","ꥫ":"ᄅᄇᄋ","ᇕ":"ᄅᄇᄋ","ퟚ":"ᄅᄇᄑ","ᇔ":"ᄅᄇᄒ","ꥬ":"ᄅᄉ","ᆳ":"ᄅᄉ","ᇖ":"ᄅᄉᄉ","ᄛ":"ᄅᄋ","ퟝ":"ᄅᄋ","ꥭ":"ᄅᄌ","ꥮ":"ᄅᄏ","ᇘ":"ᄅᄏ","ᆴ":"ᄅᄐ","ᆵ":"ᄅᄑ","ᄚ":"ᄅᄒ","ᄻ":"ᄅᄒ","ᆶ":"ᄅᄒ","ퟲ":"ᄅᄒ","ᇗ":"ᄅᅀ","ퟛ":"ᄅᅌ","ᇙ":"ᄅᅙ","ퟜ":"ᄅᅙᄒ","ꥯ":"ᄆᄀ","ᇚ":"ᄆᄀ","ퟞ":"ᄆᄂ","ퟟ":"ᄆᄂᄂ","ꥰ":"ᄆᄃ","ᇛ":"ᄆᄅ","ퟠ":"ᄆᄆ","ᄜ":"ᄆᄇ","ᇜ":"ᄆᄇ","ퟡ":"ᄆᄇᄉ","ꥱ":"ᄆᄉ","ᇝ":"ᄆᄉ","ᇞ":"ᄆᄉᄉ","ᄝ":"ᄆᄋ","ᇢ":"ᄆᄋ","ퟢ":"ᄆᄌ","ᇠ":"ᄆᄎ","ᇡ":"ᄆᄒ","ᇟ":"ᄆᅀ","ᄞ":"ᄇᄀ","ᄟ":"ᄇᄂ","ᄠ":"ᄇᄃ","ퟣ":"ᄇᄃ","ᇣ":"ᄇᄅ","ퟤ":"ᄇᄅᄑ","ퟥ":"ᄇᄆ","ᄈ":"ᄇᄇ","ퟦ":"ᄇᄇ","ᄬ":"ᄇᄇᄋ","ᄡ":"ᄇᄉ","ᆹ":"ᄇᄉ","ᄢ":"ᄇᄉᄀ","ᄣ":"ᄇᄉᄃ","ퟧ":"ᄇᄉᄃ","ᄤ":"ᄇᄉᄇ","ᄥ":"ᄇᄉᄉ","ᄦ":"ᄇᄉᄌ","ꥲ":"ᄇᄉᄐ","ᄫ":"ᄇᄋ","ᇦ":"ᄇᄋ","ᄧ":"ᄇᄌ","ퟨ":"ᄇᄌ","ᄨ":"ᄇᄎ","ퟩ":"ᄇᄎ","ꥳ":"ᄇᄏ","ᄩ":"ᄇᄐ","ᄪ":"ᄇᄑ","ᇤ":"ᄇᄑ","ꥴ":"ᄇᄒ","ᇥ":"ᄇᄒ","ᄭ":"ᄉᄀ","ᇧ":"ᄉᄀ","ᄮ":"ᄉᄂ","ᄯ":"ᄉᄃ","ᇨ":"ᄉᄃ","ᄰ":"ᄉᄅ","ᇩ":"ᄉᄅ","ᄱ":"ᄉᄆ","ퟪ":"ᄉᄆ","ᄲ":"ᄉᄇ","ᇪ":"ᄉᄇ","ᄳ":"ᄉᄇᄀ","ퟫ":"ᄉᄇᄋ","ᄊ":"ᄉᄉ","ᆻ":"ᄉᄉ","ퟬ":"ᄉᄉᄀ","ퟭ":"ᄉᄉᄃ","ꥵ":"ᄉᄉᄇ","ᄴ":"ᄉᄉᄉ","ᄵ":"ᄉᄋ","ᄶ":"ᄉᄌ","ퟯ":"ᄉᄌ","ᄷ":"ᄉᄎ","ퟰ":"ᄉᄎ","ᄸ":"ᄉᄏ","ᄹ":"ᄉᄐ","ퟱ":"ᄉᄐ","ᄺ":"ᄉᄑ","ퟮ":"ᄉᅀ","ᅁ":"ᄋᄀ","ᇬ":"ᄋᄀ","ᇭ":"ᄋᄀᄀ","ᅂ":"ᄋᄃ","ꥶ":"ᄋᄅ","ᅃ":"ᄋᄆ","ᅄ":"ᄋᄇ","ᅅ":"ᄋᄉ","ᇱ":"ᄋᄉ","ᅇ":"ᄋᄋ","ᇮ":"ᄋᄋ","ᅈ":"ᄋᄌ","ᅉ":"ᄋᄎ","ᇯ":"ᄋᄏ","ᅊ":"ᄋᄐ","ᅋ":"ᄋᄑ","ꥷ":"ᄋᄒ","ᅆ":"ᄋᅀ","ᇲ":"ᄋᅀ","ퟷ":"ᄌᄇ","ퟸ":"ᄌᄇᄇ","ᅍ":"ᄌᄋ","ᄍ":"ᄌᄌ","ퟹ":"ᄌᄌ","ꥸ":"ᄌᄌᄒ","ᅒ":"ᄎᄏ","ᅓ":"ᄎᄒ","ꥹ":"ᄐᄐ","ᅖ":"ᄑᄇ","ᇳ":"ᄑᄇ","ퟺ":"ᄑᄉ","ᅗ":"ᄑᄋ","ᇴ":"ᄑᄋ","ퟻ":"ᄑᄐ","ꥺ":"ᄑᄒ","ᇵ":"ᄒᄂ","ᇶ":"ᄒᄅ","ᇷ":"ᄒᄆ","ᇸ":"ᄒᄇ","ꥻ":"ᄒᄉ","ᅘ":"ᄒᄒ","ᄽ":"ᄼᄼ","ᄿ":"ᄾᄾ","ퟳ":"ᅀᄇ","ퟴ":"ᅀᄇᄋ","ퟵ":"ᅌᄆ","ퟶ":"ᅌᄒ","ᅏ":"ᅎᅎ","ᅑ":"ᅐᅐ","ꥼ":"ᅙᅙ","ᆣ":"ᅡー","ᅶ":"ᅡᅩ","ᅷ":"ᅡᅮ","ᅢ":"ᅡ丨","ᅸ":"ᅣᅩ","ᅹ":"ᅣᅭ","ᆤ":"ᅣᅮ","ᅤ":"ᅣ丨","ᅼ":"ᅥー","ᅺ":"ᅥᅩ","ᅻ":"ᅥᅮ","ᅦ":"ᅥ丨","ᆥ":"ᅧᅣ","ᅽ":"ᅧᅩ","ᅾ":"ᅧᅮ","ᅨ":"ᅧ丨","ᅪ":"ᅩᅡ","ᅫ":"ᅩᅡ丨","ᆦ":"ᅩᅣ","ᆧ":"ᅩᅣ丨","ᅿ":"ᅩᅥ","ᆀ":"ᅩᅥ丨","ힰ":"ᅩᅧ","ᆁ":"ᅩᅧ丨","ᆂ":"ᅩᅩ","ힱ":"ᅩᅩ丨","ᆃ":"ᅩᅮ","ᅬ":"ᅩ丨","ힲ":"ᅭᅡ","ힳ":"ᅭᅡ丨","ᆄ":"ᅭᅣ","ᆆ":"ᅭᅣ","ᆅ":"ᅭᅣ丨","ힴ":"ᅭᅥ","ᆇ":"ᅭᅩ","ᆈ":"ᅭ丨","ᆉ":"ᅮᅡ","ᆊ":"ᅮᅡ丨","ᅯ":"ᅮᅥ","ᆋ":"ᅮᅥー","ᅰ":"ᅮᅥ丨","ힵ":"ᅮᅧ","ᆌ":"ᅮᅧ丨","ᆍ":"ᅮᅮ","ᅱ":"ᅮ丨","ힶ":"ᅮ丨丨","ᆎ":"ᅲᅡ","ힷ":"ᅲᅡ丨","ᆏ":"ᅲᅥ","ᆐ":"ᅲᅥ丨","ᆑ":"ᅲᅧ","ᆒ":"ᅲᅧ丨","ힸ":"ᅲᅩ","ᆓ":"ᅲᅮ","ᆔ":"ᅲ丨","ퟅ":"ᆞᅡ","ᆟ":"ᆞᅥ","ퟆ":"ᆞᅥ丨","ᆠ":"ᆞᅮ","ᆢ":"ᆞᆞ","ᆡ":"ᆞ丨","𑫦":"𑫥𑫯","𑫨":"𑫥𑫥","𑫩":"𑫥𑫥𑫯","𑫪":"𑫥𑫥𑫰","𑫧":"𑫥𑫰","𑫴":"𑫳𑫯","𑫶":"𑫳𑫳","𑫷":"𑫳𑫳𑫯","𑫸":"𑫳𑫳𑫰","𑫵":"𑫳𑫰","𑫬":"𑫫𑫯","𑫭":"𑫫𑫫","𑫮":"𑫫𑫫𑫯","ᆜ":"丨ー","ᆘ":"丨ᅡ","ᆙ":"丨ᅣ","ힽ":"丨ᅣᅩ","ힾ":"丨ᅣ丨","ힿ":"丨ᅧ","ퟀ":"丨ᅧ丨","ᆚ":"丨ᅩ","ퟁ":"丨ᅩ丨","ퟂ":"丨ᅭ","ᆛ":"丨ᅮ","ퟃ":"丨ᅲ","ᆝ":"丨ᆞ","ퟄ":"丨丨"}';
begin
  if letters ~ '[^\x01-\x7f]' then
    select string_agg(coalesce(several ->> one.letter, one.letter), '' order by one.place) into letters
      from regexp_split_to_table(letters, '') with ordinality one(letter, place);
  end if;
  return app.key(letters);
end $$;

-- The main name stands in organisation; from when it is borne and in which language stand beside it. `namesake` tells
-- organisations of one country apart that bear the same name with good reason; 0 is the first.
alter table organisation
  add column language text check (language ~ '^[a-z]{2,3}$'),
  add column named_from date,
  add column skeleton text generated always as (app.skeleton(name)) stored,
  add column namesake smallint not null default 0 check (namesake >= 0);
create unique index organisation_looks on organisation (country, skeleton, namesake);
grant update (language, named_from, namesake, founded) on organisation to ninefold_app;

-- The script that a name is written in, by ISO 15924; another than Latin where there are two; Zyyy where there is none.
create function app.script_of(name text) returns text language sql immutable strict parallel safe
  as $$
    select case
      when name ~ '[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]' then 'Arab'
      when name ~ '[\u0400-\u052f]' then 'Cyrl'
      when name ~ '[\u0370-\u03ff\u1f00-\u1fff]' then 'Grek'
      when name ~ '[\u0590-\u05ff]' then 'Hebr'
      when name ~ '[\u0530-\u058f]' then 'Armn'
      when name ~ '[\u10a0-\u10ff]' then 'Geor'
      when name ~ '[\u0900-\u097f]' then 'Deva'
      when name ~ '[\u0980-\u09ff]' then 'Beng'
      when name ~ '[\u0a00-\u0a7f]' then 'Guru'
      when name ~ '[\u0a80-\u0aff]' then 'Gujr'
      when name ~ '[\u0b80-\u0bff]' then 'Taml'
      when name ~ '[\u0c00-\u0c7f]' then 'Telu'
      when name ~ '[\u0c80-\u0cff]' then 'Knda'
      when name ~ '[\u0d00-\u0d7f]' then 'Mlym'
      when name ~ '[\u0d80-\u0dff]' then 'Sinh'
      when name ~ '[\u0e00-\u0e7f]' then 'Thai'
      when name ~ '[\u0e80-\u0eff]' then 'Laoo'
      when name ~ '[\u0f00-\u0fff]' then 'Tibt'
      when name ~ '[\u1000-\u109f]' then 'Mymr'
      when name ~ '[\u1200-\u139f]' then 'Ethi'
      when name ~ '[\u1780-\u17ff]' then 'Khmr'
      when name ~ '[\u1800-\u18af]' then 'Mong'
      when name ~ '[\u3040-\u30ff]' then 'Jpan'
      when name ~ '[\u1100-\u11ff\uac00-\ud7af]' then 'Kore'
      when name ~ '[\u3400-\u4dbf\u4e00-\u9fff]' then 'Hani'
      when name ~ '[A-Za-z\u00c0-\u024f\u1e00-\u1eff]' then 'Latn'
      else 'Zyyy' end
  $$;

-- Other names: in other languages and scripts, abbreviations, and former names with the time they were borne.
create table organisation_name (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisation,
  -- The member whose organisation it is; null where it is none.
  member_id integer references member,
  kind text not null check (kind in ('other', 'acronym', 'former')),
  name text not null check (name <> '' and length(name) <= 300),
  name_key text not null generated always as (app.key(name)) stored,
  language text check (language ~ '^[a-z]{2,3}$'),
  script text not null generated always as (app.script_of(name)) stored,
  borne daterange,
  source text check (length(source) <= 300),
  by_id uuid references person,
  at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid references person,
  invented boolean not null default false,
  check (kind <> 'former' or (borne is not null and not upper_inf(borne) and source is not null))
);
create index organisation_name_organisation on organisation_name (organisation_id);
create index organisation_name_key on organisation_name using gin (name_key gin_trgm_ops) where ended_at is null;
create unique index organisation_name_once on organisation_name (organisation_id, kind, name_key) where ended_at is null and kind <> 'former';

-- Registers that give organisations a number, by their code at org-id.guide (an excerpt; other codes are taken too).
create table identifier_list (
  code text primary key check (code ~ '^[A-Z]{2}-[A-Z0-9_]{2,20}$'),
  name text not null,
  pattern text,
  example text
);
grant select on identifier_list to ninefold_app;
insert into identifier_list (code, name, pattern, example) values
  ('AR-CENOC', 'Centro Nacional de Organizaciones de la Comunidad', null, null),
  ('AR-CUIT', 'Clave Única de Identificación Tributaria', '^\d{2}-?\d{8}-?\d$', '30-70806240-1'),
  ('AT-FB', 'Firmenbuch', null, null),
  ('AT-ZVR', 'Zentrales Vereinsregister', '^\d{8,10}$', '315688676'),
  ('AU-ABN', 'Australian Business Number', '^\d{11}$', '13629885918'),
  ('AU-ACNC', 'Australian Charities and Not-for-profits Commission', '^\d{11}$', '19242959685'),
  ('BA-JIB', 'Jedinstveni identifikacioni broj', '^\d{13}$', '4402093280003'),
  ('BD-NAB', 'NGO Affairs Bureau', null, '1748'),
  ('BE-BCE_KBO', 'Banque-Carrefour des Entreprises / Kruispuntbank van Ondernemingen', '^0?\d{3}\.?\d{3}\.?\d{3}$', '0408022778'),
  ('BF-MATD', 'Ministère de l’Administration Territoriale et de la Décentralisation', null, null),
  ('BG-EIK', 'Unified Identification Code', '^\d{9}(\d{4})?$', null),
  ('BR-CNPJ', 'Cadastro Nacional da Pessoa Jurídica', '^\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}$', null),
  ('CA-CRA_ACR', 'Canada Revenue Agency, registered charities', '^\d{9}RR\d{4}$', '118875103RR0001'),
  ('CH-FDJP', 'Federal Department of Justice and Police, commercial registry', '^CHE-?\d{3}\.?\d{3}\.?\d{3}$', 'CHE-103.692.834'),
  ('DE-CR', 'Handelsregister and Vereinsregister', null, null),
  ('DK-CVR', 'Central Business Register', '^\d{8}$', '88136411'),
  ('ES-DIR3', 'Directorio Común de Unidades Orgánicas y Oficinas', null, null),
  ('ES-MDJ', 'Ministerio de Justicia, registros', null, null),
  ('ES-NIF', 'Número de Identificación Fiscal', '^[A-Z]\d{7}[A-Z0-9]$', 'G28567790'),
  ('FI-PRO', 'Business Information System', '^\d{7}-\d$', '0116300-4'),
  ('FR-INSEE', 'Institut national de la statistique et des études économiques (SIREN)', '^\d{9}(\d{5})?$', '775672272'),
  ('FR-RCS', 'Registre du commerce et des sociétés', '^\d{9}$', null),
  ('GB-CHC', 'Charity Commission for England and Wales', '^\d{6,7}(-\d+)?$', '1234567'),
  ('GB-COH', 'Companies House', '^([A-Z]{2})?\d{6,8}$', '07444723'),
  ('GB-NIC', 'Charity Commission for Northern Ireland', '^\d{6}$', null),
  ('GB-SC', 'Office of the Scottish Charity Regulator', '^SC0\d{5}$', 'SC038731'),
  ('IN-MCA', 'Ministry of Corporate Affairs', null, null),
  ('IN-MHA', 'Ministry of Home Affairs', '^\d{9}[A-Z]?$', '231661218'),
  ('IN-PAN', 'Permanent Account Number', '^[A-Z]{5}\d{4}[A-Z]$', null),
  ('KE-KRA', 'Kenya Revenue Authority', '^[A-Z]\d{9}[A-Z]$', null),
  ('KE-NCB', 'NGOs Coordination Board', null, null),
  ('KE-RSO', 'Registrar of Societies', null, null),
  ('NG-TIN', 'Tax Identification Number', null, null),
  ('NL-KVK', 'Kamer van Koophandel', '^\d{8}$', '41009723'),
  ('NO-BRC', 'Brønnøysundregistrene', '^\d{9}$', '971277882'),
  ('PK-NTN', 'National Tax Number', null, null),
  ('SE-ON', 'Organisationsnummer', '^\d{6}-?\d{4}$', '802017-5193'),
  ('SN-NINEA', 'Numéro d’Identification National des Entreprises et des Associations', null, null),
  ('UG-NGB', 'NGO Board', null, null),
  ('US-EIN', 'Internal Revenue Service, Employer Identification Number', '^\d{2}-?\d{7}$', '53-0196605'),
  ('XI-GRID', 'Global Research Identifier Database', '^grid\.\d+\.[0-9a-f]+$', null),
  ('XI-IATI', 'International Aid Transparency Initiative', null, null),
  ('XI-LEI', 'Legal Entity Identifier', '^[A-Z0-9]{18}\d{2}$', null),
  ('XI-PB', 'Permanent body of an international organisation', null, null),
  ('XI-ROR', 'Research Organization Registry', '^0[a-z0-9]{6}\d{2}$', null),
  ('XI-WIKIDATA', 'Wikidata', '^Q\d+$', 'Q7817'),
  ('ZA-NPO', 'Department of Social Development, Nonprofit Organisations', '^\d{3}-\d{3}$', null);

create table organisation_identifier (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisation,
  member_id integer references member,
  list text not null check (list ~ '^[A-Z]{2}-[A-Z0-9_]{2,20}$'),
  number text not null check (number ~ '^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}$'),
  source text check (length(source) <= 300),
  by_id uuid references person,
  at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid references person,
  invented boolean not null default false
);
create unique index organisation_identifier_once on organisation_identifier (list, (upper(number))) where ended_at is null;
create index organisation_identifier_organisation on organisation_identifier (organisation_id);

create table organisation_kind (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisation,
  member_id integer references member,
  kind text not null check (kind in ('national_council', 'umbrella', 'federation', 'association', 'foundation', 'institution',
    'public_body', 'network', 'cooperative', 'trade_union', 'faith_based', 'research', 'other')),
  by_id uuid references person,
  at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid references person,
  invented boolean not null default false
);
create unique index organisation_kind_once on organisation_kind (organisation_id, kind) where ended_at is null;

do $$
declare name text;
begin
  foreach name in array array['organisation_name', 'organisation_identifier', 'organisation_kind'] loop
    perform app.restrict(name);
    execute format('grant select, insert on %I to ninefold_app', name);
    execute format('grant update (ended_at, ended_by, organisation_id, member_id) on %I to ninefold_app', name);
    execute format('create policy %I on %I for select to ninefold_app using (true)', name || '_read', name);
    execute format('create policy %I on %I for insert to ninefold_app with check (by_id = (select app.actor()) and
      ((select 1 = any(app.reach(''organisations.manage''))) or member_id = any((select app.reach_members(''organisations.manage''))::integer[])))',
      name || '_add', name);
    execute format('create policy %I on %I for update to ninefold_app using (
      (select 1 = any(app.reach(''organisations.manage''))) or member_id = any((select app.reach_members(''organisations.manage''))::integer[]))',
      name || '_change', name);
  end loop;
end $$;

-- Contacts of an organisation stand with all other personal data in contact, held by the unit that owns it: a person or
-- a desk without an account of its own. Removing one leaves nothing of it.
alter table contact drop constraint contact_pkey;
alter table contact
  add column id uuid not null default uuidv7() primary key,
  alter column person_id drop not null,
  add column name text check (name <> '' and length(name) <= 200),
  add column role text check (role in ('general', 'president', 'secretary', 'finance', 'press', 'programme', 'other')),
  add column address text check (length(address) <= 500),
  add column changed_at timestamptz not null default now(),
  add column changed_by uuid references person,
  add unique (person_id, place_id),
  add check (person_id is not null or (name is not null and role is not null));
create index contact_place on contact (place_id) where person_id is null;
grant delete on contact to ninefold_app;
grant update (name, role, address, changed_at, changed_by) on contact to ninefold_app;
create policy contact_organisation_add on contact for insert to ninefold_app with check (person_id is null and
  ((select 1 = any(app.reach('organisations.manage'))) or place_id = any((select app.reach_members('organisations.manage'))::integer[])));
create policy contact_organisation_change on contact for update to ninefold_app using (person_id is null and
  ((select 1 = any(app.reach('organisations.manage'))) or place_id = any((select app.reach_members('organisations.manage'))::integer[])));
create policy contact_organisation_remove on contact for delete to ninefold_app using (person_id is null and
  ((select 1 = any(app.reach('organisations.manage'))) or place_id = any((select app.reach_members('organisations.manage'))::integer[])));

-- Documents of a member, each valid for a time [from, until). A newer file replaces an older one; a withdrawn one stays
-- on record with the reason. The file itself lies under a random name that nobody chose.
create table document (
  id uuid primary key default uuidv7(),
  member_id integer not null references member,
  organisation_id uuid not null references organisation,
  kind text not null check (kind in ('statutes', 'audit', 'annual_report', 'other')),
  title text not null check (title <> '' and length(title) <= 200),
  valid daterange not null check (not isempty(valid) and lower(valid) is not null),
  file uuid not null unique default gen_random_uuid(),
  filename text not null check (filename <> '' and length(filename) <= 200),
  bytes integer not null check (bytes > 0),
  hash bytea not null,
  replaces uuid references document,
  uploaded_by uuid references person,
  uploaded_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  withdrawn_by uuid references person,
  withdrawn_reason text check (length(withdrawn_reason) <= 2000),
  invented boolean not null default false,
  since date not null generated always as (lower(valid)) stored,
  until date not null generated always as (coalesce(upper(valid), 'infinity')) stored,
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create index document_member on document (member_id) include (kind, since, until, withdrawn_at);
create index document_until on document (until) where withdrawn_at is null;
create index document_organisation on document (organisation_id);
create unique index document_replaces on document (replaces) where withdrawn_at is null;
select app.restrict('document');
grant select, insert on document to ninefold_app;
grant update (withdrawn_at, withdrawn_by, withdrawn_reason, member_id, organisation_id) on document to ninefold_app;
create policy document_read on document for select to ninefold_app using (
  (select 1 = any(app.reach('documents.read'))) or member_id = any((select app.reach_members('documents.read'))::integer[]));
create policy document_add on document for insert to ninefold_app with check (uploaded_by = (select app.actor()) and
  ((select 1 = any(app.reach('organisations.manage'))) or member_id = any((select app.reach_members('organisations.manage'))::integer[])));
create policy document_change on document for update to ninefold_app using (
  (select 1 = any(app.reach('organisations.manage'))) or member_id = any((select app.reach_members('organisations.manage'))::integer[]));

-- Two records of one organisation: from then on the merged one points to the survivor, and what belongs to it is read
-- with the survivor's. Nothing is copied or moved, so undoing gives back what was.
create table organisation_merge (
  id uuid primary key default uuidv7(),
  merged_id uuid not null references organisation,
  survivor_id uuid not null references organisation,
  at timestamptz not null default now(),
  on_date date not null default current_date,
  by_id uuid references person,
  reason text not null check (reason <> '' and length(reason) <= 2000),
  undone_at timestamptz,
  undone_by uuid references person,
  undone_reason text check (length(undone_reason) <= 2000),
  invented boolean not null default false,
  check (merged_id <> survivor_id),
  check ((undone_at is null) = (undone_reason is null))
);
create unique index organisation_merge_once on organisation_merge (merged_id) where undone_at is null;
create index organisation_merge_survivor on organisation_merge (survivor_id) where undone_at is null;

-- One organisation becomes two: the other begins on the date.
create table organisation_split (
  id uuid primary key default uuidv7(),
  organisation_id uuid not null references organisation,
  into_id uuid not null unique references organisation,
  at timestamptz not null default now(),
  on_date date not null,
  by_id uuid references person,
  reason text not null check (reason <> '' and length(reason) <= 2000)
);
create index organisation_split_organisation on organisation_split (organisation_id);

-- What went from one organisation to the other with a split. An affiliate's affiliation ends at the one and begins at
-- the other, so that counts, consents and dues of before stay with the council that they were made with.
create table organisation_move (
  split_id uuid not null references organisation_split,
  subject text not null check (subject in ('affiliate', 'document', 'identifier')),
  subject_id uuid not null,
  from_member integer references member,
  to_member integer references member,
  from_organisation uuid not null references organisation,
  to_organisation uuid not null references organisation
);
create index organisation_move_split on organisation_move (split_id);

-- Two organisations that look like one and are not: the pair is not proposed again until somebody takes this back.
create table organisation_distinct (
  id uuid primary key default uuidv7(),
  one_id uuid not null references organisation,
  other_id uuid not null references organisation,
  reason text not null check (reason <> '' and length(reason) <= 2000),
  by_id uuid references person,
  at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by uuid references person,
  check (one_id < other_id)
);
create unique index organisation_distinct_once on organisation_distinct (one_id, other_id) where ended_at is null;

do $$
declare name text;
begin
  foreach name in array array['organisation_merge', 'organisation_split', 'organisation_move', 'organisation_distinct'] loop
    perform app.restrict(name);
    execute format('grant select, insert on %I to ninefold_app', name);
    execute format('create policy %I on %I for select to ninefold_app using (true)', name || '_read', name);
    execute format('create policy %I on %I for insert to ninefold_app with check ((select 1 = any(app.reach(''organisations.merge''))))',
      name || '_add', name);
    execute format('create policy %I on %I for update to ninefold_app using ((select 1 = any(app.reach(''organisations.merge''))))',
      name || '_change', name);
  end loop;
end $$;
grant update (undone_at, undone_by, undone_reason) on organisation_merge to ninefold_app;
grant update (ended_at, ended_by) on organisation_distinct to ninefold_app;

-- The organisation that a record stands for today: itself, or the one it was merged into.
create function app.survivor(organisation uuid) returns uuid language sql stable
  set search_path = public, app, pg_temp as $$
    with recursive line(id, far) as (
      select organisation, 0
      union all select m.survivor_id, l.far + 1 from line l join organisation_merge m on m.merged_id = l.id and m.undone_at is null)
    select id from line order by far desc limit 1
  $$;

-- The organisation and all that were merged into it.
create function app.same_as(organisation uuid) returns setof uuid language sql stable rows 2
  set search_path = public, app, pg_temp as $$
    with recursive line(id) as (
      select organisation
      union select m.merged_id from line l join organisation_merge m on m.survivor_id = l.id and m.undone_at is null)
    select id from line
  $$;

-- Which kinds of document a member has that are valid on a day, each with the last day's next (null without end), e.g.
-- {"audit": "2027-07-01", "statutes": null}. Of the documents only this is open: it decides about standing.
create function app.documents_valid(member integer, day date) returns jsonb language sql stable
  security definer set search_path = public, app, pg_temp as $$
    select coalesce(jsonb_object_agg(d.kind, to_jsonb(nullif(d.until, 'infinity'))), '{}') from (
      select f.kind, max(f.until) as until from document f
      where f.organisation_id in (select app.same_as(m.organisation_id) from member m where m.place_id = documents_valid.member)
        and f.since <= day and f.until > day and f.withdrawn_at is null
        and not exists (select 1 from document n where n.replaces = f.id and n.withdrawn_at is null and n.since <= day)
      group by f.kind) d
  $$;

-- What stands against merging one record into another, as codes.
create function app.merge_blocks(merged uuid, survivor uuid) returns text[] language sql stable
  set search_path = public, app, pg_temp as $$
    with held as materialized (
      select o.id in (select app.same_as(merged)) as of_merged, ms.during
      from organisation o join member m on m.organisation_id = o.id join membership ms on ms.member_id = m.place_id
      where o.id in (select app.same_as(merged) union select app.same_as(survivor)))
    select array_remove(array[
      case when merged = survivor then 'merge_itself' end,
      case when exists (select 1 from organisation_merge g where g.merged_id = merged and g.undone_at is null) then 'merge_already' end,
      case when exists (select 1 from organisation_merge g where g.merged_id = survivor and g.undone_at is null) then 'merge_survivor_merged' end,
      case when exists (select 1 from held a join held b on a.of_merged and not b.of_merged and a.during && b.during) then 'merge_both_members' end,
      case when exists (select 1 from held a where a.of_merged and (upper_inf(a.during) or upper(a.during) > current_date)) then 'merge_current_member' end,
      case when exists (select 1 from organisation_identifier i join organisation_identifier j
          on j.list = i.list and upper(j.number) <> upper(i.number) and j.ended_at is null
        where i.ended_at is null and i.organisation_id in (select app.same_as(merged))
          and j.organisation_id in (select app.same_as(survivor))) then 'merge_identifiers' end], null)
  $$;

-- The members that any name, abbreviation or identifier leads to; `pattern` is folded as app.key folds.
create function app.members_named(pattern text) returns setof integer language sql stable rows 20
  set search_path = public, app, pg_temp as $$
    select m.place_id from member m where m.organisation_id in (
      select app.survivor(found.id) from (
        select o.id from organisation o where o.name_key like pattern or app.key(o.acronym) like pattern
        union select n.organisation_id from organisation_name n where n.name_key like pattern and n.ended_at is null
        union select i.organisation_id from organisation_identifier i
          where lower(i.list || '-' || i.number) like pattern and i.ended_at is null) found)
  $$;

-- Whether letters of Latin, Greek, Cyrillic, Armenian or Cherokee touch each other, as no word of a language has them: a
-- reader may be deceived. Whole words of two scripts beside each other are none.
create function app.mixed_scripts(name text) returns boolean language sql immutable strict parallel safe
  as $$
    select name ~ '[A-Za-z\u00c0-\u024f][\u0370-\u052f\u0531-\u058f\u13a0-\u13ff]|[\u0370-\u052f\u0531-\u058f\u13a0-\u13ff][A-Za-z\u00c0-\u024f]|[\u0370-\u03ff][\u0400-\u052f]|[\u0400-\u052f][\u0370-\u03ff]'
  $$;

-- Pairs of records of one country that may be one organisation, with what speaks for it and how alike the names are.
create function app.duplicates() returns table (one_id uuid, other_id uuid, country text, likeness real, reasons text[])
  language sql stable set search_path = public, app, pg_temp as $$
    with bearing as materialized (
      select o.id, o.country, o.name_key, o.skeleton, lower(substring(o.website from '^https?://(?:www\.)?([^/:]+)')) as host,
        array(select n.name_key from organisation_name n where n.organisation_id = o.id and n.ended_at is null and n.kind <> 'acronym') || o.name_key as keys
      from organisation o
      where not exists (select 1 from organisation_merge m where m.merged_id = o.id and m.undone_at is null))
    select a.id, b.id, a.country, similarity(a.name_key, b.name_key),
      array_remove(array[
        case when a.skeleton = b.skeleton then 'looks' end,
        case when a.keys && b.keys then 'name' end,
        case when similarity(a.name_key, b.name_key) > 0.5 then 'alike' end,
        case when a.host = b.host then 'website' end], null)
    from bearing a join bearing b on b.country = a.country and a.id < b.id
    where (a.skeleton = b.skeleton or a.keys && b.keys or similarity(a.name_key, b.name_key) > 0.5 or a.host = b.host)
      and not exists (select 1 from organisation_distinct d where d.one_id = a.id and d.other_id = b.id and d.ended_at is null)
      and not exists (select 1 from organisation_split s where (s.organisation_id, s.into_id) in ((a.id, b.id), (b.id, a.id)))
  $$;

-- Hands affiliates over with a split: their affiliation ends here and begins there on the day. As the owner, since nobody
-- keeps the affiliates of a council that has only begun; whoever splits must be let into the register of the first.
create function app.hand_over_affiliates(split uuid, ids uuid[]) returns integer language plpgsql
  security definer set search_path = public, app, pg_temp as $$
declare s record; handed integer;
begin
  select o.on_date, o.organisation_id, o.into_id, f.place_id as from_member, t.place_id as to_member into s
    from organisation_split o join member f on f.organisation_id = o.organisation_id join member t on t.organisation_id = o.into_id
    where o.id = split;
  if not (1 = any(app.reach('organisations.merge')) and s.from_member = any(app.affiliate_reach('affiliates.manage', 'keep'))) then
    return null;
  end if;
  with ended as (
      update affiliate a set during = daterange(lower(a.during), s.on_date), import_id = null
      where a.id = any(ids) and a.member_id = s.from_member and a.since < s.on_date and a.until > s.on_date returning a.*),
    begun as (
      insert into affiliate (member_id, number, name, kind, city, country, during, invented)
      select s.to_member, e.number, e.name, e.kind, e.city, e.country, daterange(s.on_date, null), e.invented from ended e)
  insert into organisation_move (split_id, subject, subject_id, from_member, to_member, from_organisation, to_organisation)
    select split, 'affiliate', e.id, s.from_member, s.to_member, s.organisation_id, s.into_id from ended e;
  get diagnostics handed = row_count;
  return handed;
end $$;
