/** The sixteen districts in English. */
export const districtNames: Readonly<Record<string, string>> = {
  和平区: 'Heping', 河东区: 'Hedong', 河西区: 'Hexi', 南开区: 'Nankai', 河北区: 'Hebei', 红桥区: 'Hongqiao', 东丽区: 'Dongli', 西青区: 'Xiqing',
  津南区: 'Jinnan', 北辰区: 'Beichen', 武清区: 'Wuqing', 宝坻区: 'Baodi', 滨海新区: 'Binhai', 宁河区: 'Ninghe', 静海区: 'Jinghai', 蓟州区: 'Jizhou',
};
